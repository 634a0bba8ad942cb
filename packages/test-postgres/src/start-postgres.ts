import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSql } from './create-database.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { postgresOwner } from './postgres-owner.ts';
import type { Owner } from './postgres-owner.ts';

const startsWithinMs = 30_000;

export interface TestPostgres {
  /** Of its database `postgres`, for `emptyDatabase`. */
  readonly url: string;
  /** Ends the server and every connection at once, and keeps the data. */
  stop(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  /** Ends it and deletes the data. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Fast rather than safe: nothing here outlives a run. */
const settings = [
  'fsync=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=64MB',
  'jit=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
].flatMap((setting) => ['-c', setting]);

/**
 * A PostgreSQL of its own on a free port of 127.0.0.1, which ends with this process however that ends.
 * Its texts are sorted by a language's rules, so that whoever relies on the order of bytes is found out.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'jackfield-postgres-'));
  const owner = postgresOwner();
  const ownerUid = owner['uid'];
  if (ownerUid !== undefined) chownSync(folder, ownerUid, owner['gid'] ?? ownerUid);
  const data = join(folder, 'data');
  let server: ChildProcess | null = null;
  const close = async (): Promise<void> => {
    if (server !== null) await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const bin = postgresBinaries(owner, join(folder, 'native'));
    initialise(bin, data, owner);
    const port = await freePort();
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const start = async (): Promise<void> => {
      server = run(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], owner);
      await ready(server, url);
    };
    await start();
    return {
      url,
      start,
      async stop() {
        if (server !== null) await end(server);
        server = null;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function initialise(bin: string, data: string, owner: Owner): void {
  const language = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  const { status, stderr } = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '--username=postgres', '--auth=trust', '--no-sync', ...language],
    { ...owner, encoding: 'utf8', cwd: tmpdir() },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

/** Its input is a pipe that ends with this process, even with one that is killed. */
const untilInputEnds = '"$0" "$@" & server=$!; read -r end; kill -INT $server; wait $server';

function run(file: string, args: readonly string[], owner: Owner): ChildProcess {
  return spawn('/bin/sh', ['-c', untilInputEnds, file, ...args], {
    ...owner,
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

async function end(server: ChildProcess): Promise<void> {
  const exited = server.exitCode === null ? once(server, 'exit') : null;
  server.stdin?.end();
  await exited;
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + startsWithinMs;
  for (;;) {
    try {
      await runSql(url, 'select 1');
      return;
    } catch (cause) {
      if (server.exitCode !== null || Date.now() > until) {
        throw new Error('The test PostgreSQL did not start.', { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
