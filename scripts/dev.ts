import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run dev`: the server, restarted on every change of its sources, and Vite's server for the page,
 * which hands /api and /v1 on to it. One Ctrl-C ends both; when one of them ends, so does the other.
 */
const root = new URL('..', import.meta.url);
const path = (file: string): string => fileURLToPath(new URL(file, root));

let ending = false;
console.log('The page with hot reload: http://127.0.0.1:5173 (the API and the gateway: port 4100)');
const children = [
  start(
    ['--watch', '--watch-preserve-output', path('packages/jackfield/src/main.ts'), 'serve'],
    '.',
  ),
  start([path('node_modules/vite/bin/vite.js'), '--host', '127.0.0.1'], 'packages/web'),
];

function start(args: string[], folder: string): ChildProcess {
  // A group of its own: the terminal's Ctrl-C reaches only this process, which then ends each child once.
  const child = spawn(process.execPath, args, {
    cwd: path(folder),
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  child.on('exit', () => {
    if (!ending) process.exitCode = 1;
    end();
  });
  return child;
}

function end(): void {
  ending = true;
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  }
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
