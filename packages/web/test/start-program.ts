import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

export interface Program {
  readonly url: string;
  /** What a first start prints for the first admin; empty on a folder that has one. */
  readonly firstAdminLink: string;
  stop(): Promise<void>;
}

/** Starts the real program, unless told otherwise on an empty data folder and a free port, as `npm start` does. */
export async function startProgram(
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const ownDir = await mkdtemp(join(tmpdir(), 'jackfield-web-'));
  const port = environment['JACKFIELD_PORT'] ?? (await freePort());
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../jackfield/src/main.ts', import.meta.url)), 'serve'],
    {
      env: {
        PATH: process.env['PATH'],
        JACKFIELD_DATA_DIR: ownDir,
        JACKFIELD_PORT: String(port),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const firstAdminLink = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const link = /http:\S+\/first-admin#token=[\w-]+/.exec(printed)?.[0];
      // On a folder that has an admin there is none.
      const mayBeNone = environment['JACKFIELD_DATA_DIR'] !== undefined;
      if ((link !== undefined || mayBeNone) && printed.includes('"msg":"Ready"'))
        resolve(link ?? '');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`The program ended with ${code}. It printed:\n${printed}`)),
    );
  });
  return {
    url,
    firstAdminLink,
    stop: async () => {
      child.kill();
      await ended;
      await rm(ownDir, { recursive: true, force: true });
    },
  };
}
