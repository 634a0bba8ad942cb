import { expect, it } from 'vitest';
import { exampleUsage } from '../../model/example-usage.test-data.ts';
import { csvHeader, csvRow, csvSeries } from './usage-columns.ts';

const cost = csvHeader.indexOf('Cost (USD)');

it.each([
  [{ costUsd: 1.25, unpricedAttempts: 0 }, [1.25, 0]],
  [{ costUsd: 0, unpricedAttempts: 0 }, [0, 0]],
  [{ costUsd: 1.25, unpricedAttempts: 2 }, [1.25, 2]],
  [{ costUsd: 0, unpricedAttempts: 2 }, [null, 2]],
])('leaves a cost empty that isn’t known, and says how much is not in it: %o', (usage, cells) => {
  const row = csvRow({ ...exampleUsage, ...usage });
  expect(row.slice(cost, cost + 2)).toEqual(cells);
  expect(csvHeader[cost + 1]).toBe('Attempts not in the cost');
});

it('gives zeros for quiet hours, no time for a token that none gave, and nothing of hours to come', () => {
  const at = (hour: number) => Date.UTC(2026, 10, 24, hour);
  const busy = { ...exampleUsage, turns: 3, firstTokenP50Ms: 400 };
  const buckets = [
    { time: at(7), usage: null },
    { time: at(8), usage: busy },
    { time: at(9), usage: null },
  ];
  const [head = [], ...rows] = csvSeries('hour', buckets, at(8) + 60_000);
  expect(rows.map(([time]) => time)).toEqual([
    '2026-11-24T07:00:00.000Z',
    '2026-11-24T08:00:00.000Z',
  ]);
  const [quiet = []] = rows;
  const byName = Object.fromEntries(head.map((name, index) => [name, quiet[index]]));
  expect(byName).toMatchObject({
    Turns: 0,
    Failed: 0,
    'First token p50 (ms)': null,
    'Cost (USD)': 0,
    'Attempts not in the cost': 0,
    'Hedges lost': 0,
  });
});
