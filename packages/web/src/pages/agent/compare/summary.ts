import type { Answer } from '../../../model/answer.ts';
import { tokensPerSecond } from '../playground/answer-facts.ts';
import { percentile } from './percentile.ts';

/** What a model's turns in a comparison took: the server's figures, of those that were answered. */
export interface Summary {
  readonly answered: number;
  readonly failed: number;
  readonly firstToken: Spread;
  readonly firstSentence: Spread;
  readonly total: Spread;
  /** A second, between the first token and the end. */
  readonly tokens: Spread;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Of all turns together; `null` where one of them has no known cost. */
  readonly costUsd: number | null;
  /** Attempts that the cost is without. */
  readonly unpricedAttempts: number;
}

interface Spread {
  readonly p50: number | null;
  readonly p95: number | null;
}

export function summarize(answers: readonly Answer[]): Summary {
  const over = answers.filter((answer) => answer.over);
  const records = over
    .map(({ record, failure }) => (failure === null ? record : null))
    .filter((record) => record !== null);
  const costs = over.map(({ record }) => (record === null ? 0 : record.costUsd));
  return {
    answered: records.length,
    failed: over.filter(({ failure }) => failure !== null).length,
    firstToken: spread(records.map(({ firstTokenMs }) => firstTokenMs)),
    firstSentence: spread(over.map(({ firstSentenceMs }) => firstSentenceMs)),
    total: spread(records.map(({ durationMs }) => durationMs)),
    tokens: spread(records.map(tokensPerSecond)),
    promptTokens: spread(records.map(({ promptTokens }) => promptTokens)).p50,
    completionTokens: spread(records.map(({ completionTokens }) => completionTokens)).p50,
    costUsd: sum(costs),
    unpricedAttempts: over.reduce((all, { record }) => all + (record?.unpricedAttempts ?? 0), 0),
  };
}

function spread(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null);
  return { p50: percentile(known, 0.5), p95: percentile(known, 0.95) };
}

function sum(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}
