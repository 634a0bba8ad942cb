import type { CandidateSummary } from '../../schemas/bake-off.ts';
import type { MeasuredRow } from '../../store/bake-off-result-table.ts';
import { costUnit } from '../turns/turn-cost.ts';

export interface Candidate {
  readonly model: string;
  readonly name: string;
}

/** What each candidate's results come to, in the order of the candidates. */
export function summarise(
  candidates: readonly Candidate[],
  results: readonly MeasuredRow[],
  differing: ReadonlyMap<string, number>,
): CandidateSummary[] {
  const byModel = Map.groupBy(results, ({ model }) => model);
  return candidates.map(({ model, name }) => {
    const own = byModel.get(model) ?? [];
    const answered = own.filter(({ outcome }) => outcome === 'answered');
    const costs = answered.flatMap(({ cost }) => (cost === null ? [] : [cost]));
    const asserted = own.filter(({ passed }) => passed !== null);
    return {
      model,
      name,
      finished: own.length,
      failed: own.length - answered.length,
      asserted: asserted.length,
      passed: asserted.filter(({ passed }) => passed === 1).length,
      unjudged: own.filter(({ passed, judgeCost }) => passed === null && judgeCost !== 0).length,
      differing: differing.get(model) ?? 0,
      firstTokenMs: percentiles(answered.map(({ firstTokenMs }) => firstTokenMs)),
      durationMs: percentiles(answered.map(({ durationMs }) => durationMs)),
      costPerThousandUsd:
        costs.length === 0 ? null : ((sum(costs) / costs.length) * 1_000) / costUnit,
      costUsd: sum(costs) / costUnit,
      judgeCostUsd: sum(own.map(({ judgeCost }) => judgeCost ?? 0)) / costUnit,
      unpriced: own.filter(({ cost }) => cost === null).length,
    };
  });
}

/** The smallest measured value that so many of them are no larger than. */
function percentiles(values: readonly (number | null)[]) {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const at = (share: number): number | null =>
    sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
