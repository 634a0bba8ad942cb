import { expect, it } from 'vitest';
import { exampleUsage } from './example-usage.test-data.ts';
import { measuredHere, measuredWords } from './measured-here.ts';

const words = (change: object): string =>
  measuredWords(measuredHere([{ ...exampleUsage, ...change }]).get('m1'));

it('tells what was measured, and how many turns stand behind it', () => {
  const measured = {
    turns: 1_002,
    failed: 1,
    left: 1,
    attemptsFailed: 4,
    firstTokenP50Ms: 412,
    firstTokenP95Ms: 980,
    costUsd: 1.2,
    unpricedTurns: 0,
  };
  expect(words(measured)).toBe(
    '412 ms p50, 980 ms p95 · 0.4% errors · $0.0012 a turn · 1,002 turns',
  );
});

it('claims nothing of what it does not know', () => {
  expect(measuredWords(undefined)).toBe('no data yet');
  expect(words({ turns: 1, costUsd: 0, unpricedTurns: 1 })).toBe(
    'nothing streamed yet · 0% errors · cost not known · 1 turn',
  );
  // Only asked as another's fallback, and stopped.
  expect(words({ hedges: { won: 0, lost: 2 } })).toBe(
    'nothing streamed yet · errors not known · cost not known · 0 turns',
  );
});

it('takes the cost of answered turns whose cost is known, and of no others', () => {
  const measured = measuredHere([
    { ...exampleUsage, turns: 10, failed: 2, left: 1, unpricedTurns: 3, costUsd: 0.04 },
  ]);
  expect(measured.get('m1')?.costPerTurnUsd).toBe(0.01);
});
