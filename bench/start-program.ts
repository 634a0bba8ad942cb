import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../packages/jackfield/src/main.ts', import.meta.url));
/** As `npm start` and `bin/jackfield.mjs` say; decision 0116. */
const runtimeFlags = ['--max-semi-space-size=16'];
const adminToken = 'bench-admin-token-9d4e2c7f10a6b835';

export interface BenchProgram {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** One call of the REST API. @throws Error with what it answered if that is no success. */
  api(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** The last it logged. */
  lastWords(): string;
  /** SIGTERM, as a service manager stops it; resolves when it has ended. */
  stop(): Promise<void>;
  /** Takes its data away too. */
  remove(): Promise<void>;
}

/**
 * `jackfield serve` as its users run it: a process of its own, with a data folder of its own.
 * `cores`: those it may use, for taskset.
 */
export async function startProgram(
  environment: Readonly<Record<string, string>> = {},
  dataDir?: string,
  cores: string | null = null,
  role = 'all',
): Promise<BenchProgram> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'jackfield-bench-')));
  const command = [process.execPath, ...runtimeFlags, main, 'serve', '--role', role];
  const [file = '', ...args] = cores === null ? command : ['taskset', '-c', cores, ...command];
  const child = spawn(file, args, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      JACKFIELD_PORT: '0',
      JACKFIELD_DATA_DIR: folder,
      JACKFIELD_ADMIN_TOKEN: adminToken,
      // What a process costs is measured, unless a benchmark is about several.
      JACKFIELD_WORKERS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const url = /^Jackfield runs at (\S+)/m.exec(said)?.[1];
    if (url !== undefined) resolve(url);
  });
  // Failed attempts are logged by the thousand: only the last words matter.
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-16_000);
  });
  void ended.then(() => reject(new Error(`It ended before it was ready:\n${said}`)));
  const url = await promise;
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    async api(method, path, body) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      // Holds: every answer of the API is an object.
      return (await response.json()) as Record<string, unknown>;
    },
    lastWords: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async remove() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface BenchAgent {
  readonly id: string;
  readonly key: string;
}

/** The catalogue id of the endpoint at `url`, connected without a credential. */
export async function connectModel(
  program: BenchProgram,
  url: string,
  more: object = {},
): Promise<string> {
  const name = `Bench ${randomUUID().slice(0, 8)}`;
  const connection = { name, url, modelId: 'm', auth: { method: 'none' }, ...more };
  return String((await program.api('POST', '/connections', connection))['model']);
}

/** An agent with this setting. */
export async function makeAgent(program: BenchProgram, setting: object): Promise<BenchAgent> {
  const name = `Bench ${randomUUID().slice(0, 8)}`;
  const id = String((await program.api('POST', '/agents', { name }))['id']);
  await program.api('PUT', `/agents/${id}/model-setting`, setting);
  const { key } = await program.api('POST', `/agents/${id}/keys`, {});
  return { id, key: String(key) };
}
