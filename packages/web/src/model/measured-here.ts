import type { Usage } from '@jackfield/control-plane/rest-types';
import { useUsageOf } from '../api/usage.ts';
import { costWords, count, duration, percentWords } from './amounts.ts';

/** What a model's turns of the last 7 days came to, of the agents that whoever asks may see. */
export interface MeasuredHere {
  /** Those it answered, or was tried last for. */
  readonly turns: number;
  /** From the start of the turn to the first token; `null` where none was streamed. */
  readonly firstTokenP50Ms: number | null;
  readonly firstTokenP95Ms: number | null;
  /** Of its attempts that were answered or failed, those that failed; `null` where there is none. */
  readonly errorShare: number | null;
  /** US dollars, on average of the answered turns whose cost is known; `null` where there is none. */
  readonly costPerTurnUsd: number | null;
}

/** By the id of a model; without those that have not been asked. `null` until it is known. */
export function useMeasuredHere(): ReadonlyMap<string, MeasuredHere> | null {
  const { data } = useUsageOf({ by: 'model' });
  return data === undefined ? null : measuredHere(data);
}

export function measuredHere(usage: readonly Usage[]): ReadonlyMap<string, MeasuredHere> {
  return new Map(usage.map((item) => [item.model ?? '', measuredOf(item)]));
}

/** `412 ms p50, 980 ms p95 · 0.4% errors · $0.0012 a turn · 1,234 turns` */
export function measuredWords(measured: MeasuredHere | undefined): string {
  if (measured === undefined) return 'no data yet';
  const { turns } = measured;
  return [
    firstTokenWords(measured),
    errorWords(measured),
    costPerTurnWords(measured),
    `${count(turns)} ${turns === 1 ? 'turn' : 'turns'}`,
  ].join(' · ');
}

export function firstTokenWords({ firstTokenP50Ms, firstTokenP95Ms }: MeasuredHere): string {
  if (firstTokenP50Ms === null || firstTokenP95Ms === null) return 'nothing streamed yet';
  return `${duration(firstTokenP50Ms)} p50, ${duration(firstTokenP95Ms)} p95`;
}

export function errorWords({ errorShare }: MeasuredHere): string {
  return errorShare === null ? 'errors not known' : `${percentWords(errorShare)} errors`;
}

export function costPerTurnWords({ costPerTurnUsd }: MeasuredHere): string {
  return costPerTurnUsd === null ? 'cost not known' : `${costWords(costPerTurnUsd)} a turn`;
}

function measuredOf(usage: Usage): MeasuredHere {
  const { turns, failed, left, attemptsFailed, unpricedTurns, costUsd } = usage;
  const answered = turns - failed - left;
  const priced = answered - unpricedTurns;
  const judged = answered + attemptsFailed;
  return {
    turns,
    firstTokenP50Ms: usage.firstTokenP50Ms,
    firstTokenP95Ms: usage.firstTokenP95Ms,
    errorShare: judged === 0 ? null : attemptsFailed / judged,
    costPerTurnUsd: priced === 0 ? null : costUsd / priced,
  };
}
