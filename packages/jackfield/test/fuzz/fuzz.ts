import { parseArgs } from 'node:util';
import { fuzzTargets } from './fuzz-targets.ts';
import { runFuzz } from './run-fuzz.ts';

/**
 * `npm run fuzz`: asks the real program, as a process of its own, whatever schemas and changed bytes
 * give, for so many minutes a target, and says what broke it and with which seed.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true, default: Object.keys(fuzzTargets) },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const unknown = values.target.find((name) => fuzzTargets[name] === undefined);
if (!(minutes > 0) || !Number.isInteger(seed) || unknown !== undefined) {
  const names = Object.keys(fuzzTargets).join('|');
  process.stderr.write(`Use: npm run fuzz -- [--minutes 1] [--target ${names}]… [--seed 1]\n`);
  process.exit(2);
}

let failures = 0;
for (const name of values.target) {
  const startedAt = performance.now();
  const seconds = (): string => ((performance.now() - startedAt) / 1_000).toFixed(0);
  await using target = await fuzzTargets[name]?.();
  if (target === undefined) continue;
  const { asked, failure } = await runFuzz(target, {
    seed,
    runs: 2 ** 30,
    limitMs: minutes * 60_000,
    onProgress: (sofar) => {
      if (sofar % 10_000 === 0) say(`${name}: ${sofar} asked (${seconds()} s)`);
    },
  }).catch((error: unknown) => ({
    asked: 0,
    failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  if (failure !== null) failures += 1;
  say(
    `${failure === null ? '✓' : '✗'} ${name}: ${asked} asked in ${seconds()} s, seed ${seed}${failure === null ? '' : `\n${failure}`}`,
  );
}
say(failures === 0 ? 'Nothing broke.' : `${failures} of ${values.target.length} targets broke.`);
process.exitCode = failures === 0 ? 0 : 1;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
