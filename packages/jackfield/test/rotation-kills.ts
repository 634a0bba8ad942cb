import { watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AuditEvent, Connection, KeyRotation } from '@jackfield/control-plane/rest-types';
import { api } from './crash-api.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

export interface RotationKills {
  readonly kills: number;
  /** How many kills found the key files in which state. */
  readonly states: Readonly<Record<KeyFilesState, number>>;
  /** Rotations that the next start had to end. */
  readonly ended: number;
  /** Credentials that did not open after a kill. */
  readonly lost: readonly string[];
}

/** What a killed rotation left: a draft, the next key whole, both keys kept, or nothing half-done. */
export type KeyFilesState = 'draft' | 'next' | 'kept' | 'settled';

const credentials = new Map(
  ['One', 'Two', 'Three'].map((name) => [name, `rotation-canary-of-${name}`]),
);
const providerKey = 'rotation-canary-of-the-provider';

/** What the rotation writes, in its order: each is a moment to kill it at. */
const moments = [/\.new$/, /\.key\.next$/, /\.db-wal$/, /\.key\.old-/, /master\.key$/, null];

/**
 * Kills the real program in the middle of a rotation, `kills` times on the same data, and after each
 * restart has every credential sent to an upstream that compares it.
 */
export async function killRotations(
  dataDir: string,
  kills: number,
  random: () => number,
  say: (line: string) => void = () => {},
): Promise<RotationKills> {
  await using upstream = await startListener();
  const states: Record<KeyFilesState, number> = { draft: 0, next: 0, kept: 0, settled: 0 };
  const lost: string[] = [];
  const start = (): Program =>
    startProgram(['serve'], {
      JACKFIELD_PORT: '0',
      JACKFIELD_DATA_DIR: dataDir,
      JACKFIELD_ADMIN_TOKEN: adminToken,
      JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
      OPENAI_BASE_URL: upstream.url,
    });
  {
    await using first = start();
    await saveCredentials(await first.ready, upstream.url);
  }
  for (let kill = 1; kill <= kills; kill += 1) {
    {
      await using program = start();
      const url = await program.ready;
      lost.push(...(await unopened(url, upstream)));
      await killDuringRotation(program, url, dataDir, random);
    }
    states[await stateOf(dataDir)] += 1;
    if (kill % 10 === 0) say(`${kill} kills, ${lost.length} credentials lost`);
  }
  await using last = start();
  const url = await last.ready;
  lost.push(...(await unopened(url, upstream)));
  const { items } = await api<{ items: AuditEvent[] }>(url, 'GET', '/audit-events?limit=100');
  const ended = items.filter(
    ({ action, actor }) => action === 'keys.rotated' && actor === 'jackfield',
  );
  return { kills, states, ended: ended.length, lost };
}

async function saveCredentials(url: string, upstreamUrl: string): Promise<void> {
  for (const [name, credential] of credentials) {
    const auth = { method: 'bearer', credential };
    await api(url, 'POST', '/connections', { name, url: upstreamUrl, modelId: 'm', auth });
  }
  await api(url, 'PUT', '/providers/openai/credentials', { apiKey: providerKey });
}

async function killDuringRotation(
  program: Program,
  url: string,
  dataDir: string,
  random: () => number,
): Promise<void> {
  const moment = moments[Math.floor(random() * moments.length)] ?? null;
  const waitMs = random() * (moment === null ? 30 : 3);
  let kill: NodeJS.Timeout | undefined;
  const killSoon = (): void => {
    kill ??= setTimeout(() => program.kill('SIGKILL'), waitMs);
  };
  const watcher = watch(dataDir, (_event, name) => {
    if (moment?.test(name ?? '') === true) killSoon();
  });
  const body = { dataKey: random() < 0.5 };
  const rotation = api<KeyRotation>(url, 'POST', '/keys/rotate', body).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
  });
  if (moment === null) killSoon();
  await rotation;
  watcher.close();
  // A rotation that was over before the kill is one more state to start from.
  clearTimeout(kill);
  program.kill('SIGKILL');
  await program.ended;
}

async function stateOf(dataDir: string): Promise<KeyFilesState> {
  const names = await readdir(dataDir);
  if (!names.includes('master.key.next')) {
    return names.some((name) => name.endsWith('.new')) ? 'draft' : 'settled';
  }
  const current = await readFile(join(dataDir, 'master.key'), 'utf8');
  for (const name of names.filter((candidate) => candidate.startsWith('master.key.old-'))) {
    if ((await readFile(join(dataDir, name), 'utf8')) === current) return 'kept';
  }
  return 'next';
}

/** The names of those whose credential didn't arrive at the upstream as it was saved. */
async function unopened(url: string, upstream: Listener): Promise<string[]> {
  const lost: string[] = [];
  const { items } = await api<{ items: Connection[] }>(url, 'GET', '/connections');
  for (const { id, name } of items) {
    if (!(await arrives(url, `/connections/${id}/check`, upstream, credentials.get(name) ?? ''))) {
      lost.push(name);
    }
  }
  if (items.length !== credentials.size) lost.push(`${credentials.size - items.length} rows`);
  if (!(await arrives(url, '/providers/openai/check', upstream, providerKey))) lost.push('openai');
  return lost;
}

async function arrives(
  url: string,
  path: string,
  upstream: Listener,
  credential: string,
): Promise<boolean> {
  upstream.seen.clear();
  await api(url, 'POST', path).catch(() => undefined);
  return upstream.seen.size === 1 && upstream.seen.has(`Bearer ${credential}`);
}

interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly endpoint: string;
  /** Every `authorization` that came. */
  readonly seen: Set<string>;
}

async function startListener(): Promise<Listener> {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    seen.add(request.headers.authorization ?? '');
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    endpoint: `127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
