import { describe, expect, it } from 'vitest';
import type { Turn } from '@jackfield/control-plane/rest-types';
import { noAnswerYet, type Answer } from '../../../model/answer.ts';
import { percentile } from './percentile.ts';
import { summarize } from './summary.ts';

function answer(record: Partial<Turn>, more: Partial<Answer> = {}): Answer {
  const turn = { durationMs: 1_000, firstTokenMs: 200, completionTokens: 80, promptTokens: 10 };
  // Only what a summary reads.
  return { ...noAnswerYet, over: true, record: { ...turn, ...record } as Turn, ...more };
}

describe('percentile', () => {
  it('is one of the values, by nearest rank', () => {
    const values = [40, 10, 30, 20];
    expect([percentile(values, 0.5), percentile(values, 0.95)]).toEqual([20, 40]);
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect([percentile(twenty, 0.5), percentile(twenty, 0.95)]).toEqual([10, 19]);
    expect([percentile([7], 0.5), percentile([], 0.5)]).toEqual([7, null]);
  });
});

describe('summarize', () => {
  it('measures those that were answered, and counts the others', () => {
    const failure = { code: 'x', message: 'X' };
    const summary = summarize([
      answer({ firstTokenMs: 200, costUsd: 0.001 }),
      answer({ firstTokenMs: 400, costUsd: 0.002 }, { firstSentenceMs: 500 }),
      answer({ firstTokenMs: null, durationMs: 9, costUsd: 0 }, { failure }),
      { ...noAnswerYet, over: true, failure },
      noAnswerYet,
    ]);
    expect(summary).toMatchObject({
      answered: 2,
      failed: 2,
      firstToken: { p50: 200, p95: 400 },
      firstSentence: { p50: 500, p95: 500 },
      total: { p50: 1_000, p95: 1_000 },
      tokens: { p50: 100, p95: 133 },
      completionTokens: 80,
    });
    expect(summary.costUsd).toBeCloseTo(0.003, 10);
  });

  it('says no cost where one turn’s isn’t known', () => {
    expect(summarize([answer({ costUsd: 0.1 }), answer({ costUsd: null })]).costUsd).toBeNull();
  });
});
