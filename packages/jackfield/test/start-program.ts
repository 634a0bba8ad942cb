import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** At least 32 characters, and nobody's. */
export const adminToken = 'test-admin-token-3f9c1b7a5d2e8046';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Resolves with the address once it is ready; rejects with what it said if it ended instead. */
  readonly ready: Promise<string>;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  stdout(): string;
  /** What it has logged so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Runs `jackfield …` as its users do, as a process of its own, with nothing of this process's
 * environment but where programs are found. `limits` are shell commands that come first.
 */
export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  limits: string | null = null,
): Program {
  const command = [process.execPath, main, ...args];
  // The shell gives its place to the program, which so keeps what the shell was limited to.
  const shell = limits === null ? [] : ['/bin/sh', '-c', `${limits}; exec "$@"`, 'sh'];
  const [first = '', ...rest] = [...shell, ...command];
  const child = spawn(first, rest, {
    // One process, unless a test is about several.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      JACKFIELD_WORKERS: process.env['JACKFIELD_TEST_WORKERS'] ?? '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const address = Promise.withResolvers<string>();
  // A program that was meant to end is not asked for its address.
  address.promise.catch(() => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const url = /^(?:Jackfield runs|The demo endpoint answers) at (\S+)/m.exec(stdout)?.[1];
    if (url !== undefined) address.resolve(url);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    address.reject(new Error(`It ended before it was ready:\n${stdout}${stderr}`));
    return { code, signal, stdout, stderr };
  });
  return {
    pid: child.pid ?? 0,
    ready: address.promise,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
