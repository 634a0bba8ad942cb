import { describe, expect, it } from 'vitest';
import type { MeasuredRow } from '../../store/bake-off-result-table.ts';
import { signTest } from './sign-test.ts';
import { summarise } from './summarise.ts';
import { verdict } from './verdict.ts';

const candidates = [
  { model: 'a', name: 'Alpha' },
  { model: 'b', name: 'Beta' },
];

function results(model: string, passed: readonly (number | null)[], ms: number, cost: number) {
  return passed.map((one, index): MeasuredRow => ({
    position: index + 1,
    model,
    outcome: 'answered',
    firstTokenMs: ms,
    durationMs: 2 * ms,
    cost,
    judgeCost: 0,
    passed: one,
  }));
}

function said(alpha: readonly (number | null)[], beta: readonly (number | null)[]): string {
  const all = [...results('a', alpha, 400, 2_000_000), ...results('b', beta, 300, 1_000_000)];
  const summary = summarise(candidates, all, new Map());
  return verdict({ summary, baseline: 'a', results: all, cases: alpha.length });
}

const of = (length: number, passes: (index: number) => boolean) =>
  Array.from({ length }, (_, index) => Number(passes(index)));

describe('the verdict', () => {
  it('says with numbers who does best, what a switch changes, and that it is clear', () => {
    const alpha = of(100, (index) => index < 80);
    expect(
      said(
        alpha,
        of(100, (index) => index < 95),
      ),
    ).toBe(
      'Beta passes 95 of 100 cases (95%); Alpha passes 80 of 100 cases (80%). Beside Alpha, Beta starts 100 ms sooner (median) and costs $1.00 less per 1,000 turns. The difference is clear: Beta alone passes 15, Alpha alone 0, as equally good models would in less than 0.1% of trials.',
    );
  });

  it('says where a difference may be chance, and where there were too few cases', () => {
    const words = said([1, 1, 1, 0], [1, 1, 1, 1]);
    expect(words).toContain('may be chance: Beta alone passes 1, Alpha alone 0');
    expect(words).toContain('With only 4 cases all of this is a hint');
  });

  it('leaves to its reader what has no assertions', () => {
    const none = Array.from({ length: 40 }, () => null);
    expect(said(none, none)).toContain('which answers are right is for you to read');
  });

  it('is empty before there is a result', () => {
    expect(said([], [])).toBe('');
  });
});

describe('the sign test', () => {
  // Two-sided binomial test of R: binom.test(c(x, y))$p.value
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 0.0625],
    [8, 2, 0.109375],
    [15, 5, 0.04138947],
    [3, 3, 1],
  ])('%i against %i is %d', (x, y, p) => {
    expect(signTest(x, y)).toBeCloseTo(p, 7);
  });

  it('holds for thousands', () => {
    expect(signTest(2_000, 0)).toBeLessThan(1e-12);
    expect(signTest(1_000, 1_000)).toBe(1);
  });
});
