import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One door for people and CI alike: every step runs, and the first line of each says how it went. */
const steps: readonly (readonly [name: string, ...command: string[]])[] = [
  ['format', 'oxfmt', '--check', '.'],
  ['lint', 'oxlint'],
  ['types', 'tsc', '-b'],
  ['dead code', 'knip'],
  ['tests', 'vitest', 'run', '--project', 'unit'],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
let failures = 0;
for (const [name, command, ...args] of steps) {
  if (command === undefined || (wanted.length > 0 && !wanted.includes(name))) continue;
  const startedAt = performance.now();
  const { status, output } = await run(command, args);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (status === 0) {
    const last = name === 'tests' ? `: ${output.trimEnd().split('\n').at(-1)}` : '';
    console.log(`✓ ${name} (${seconds} s)${last}`);
  } else {
    failures += 1;
    console.log(`✗ ${name} (${seconds} s): ${[command, ...args].join(' ')}\n${output}`);
  }
}
console.log(failures === 0 ? 'All good.' : `${failures} of ${steps.length} steps failed.`);
process.exitCode = failures === 0 ? 0 : 1;

function run(command: string, args: string[]): Promise<{ status: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; output: string }>();
  // npm puts node_modules/.bin first on PATH, and with it the tools and the pinned Node.
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (text: string): void => {
    output += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => resolve({ status: 1, output: error.message }));
  child.on('close', (status) => resolve({ status: status ?? 1, output }));
  return promise;
}
