import { expect, test } from 'vitest';
import { fuzzTargets } from './fuzz-targets.ts';
import { runFuzz } from './run-fuzz.ts';

/** `npm run fuzz -- --minutes 30` asks as much as there is time for; this is the beginning of it. */
test.each(Object.keys(fuzzTargets))(
  'nothing that is asked breaks it: %s',
  { timeout: 60_000 },
  async (name) => {
    const start = fuzzTargets[name];
    if (start === undefined) throw new Error(name);
    await using target = await start();
    const { asked, failure } = await runFuzz(target, { seed: 6, runs: 300, limitMs: 30_000 });
    expect(failure).toBeNull();
    expect(asked).toBe(300);
  },
);
