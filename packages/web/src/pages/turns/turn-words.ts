import type { Turn, TurnSummary } from '@jackfield/control-plane/rest-types';
import { costWords, duration } from '../../model/amounts.ts';
import type { Tone } from '../../parts/badge.tsx';

type Attempt = Turn['attempts'][number];

export const outcomes: Record<TurnSummary['outcome'], { words: string; tone: Tone }> = {
  answered: { words: 'Answered', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  left: { words: 'Caller left', tone: 'warn' },
};

export const attemptOutcomes: Record<Attempt['outcome'], { words: string; tone: Tone }> = {
  ...outcomes,
  lost: { words: 'Another was first', tone: 'plain' },
};

export const causes: Record<Attempt['cause'], string> = {
  choice: 'The chosen model',
  retry: 'Tried again',
  fallback: 'The one before failed',
  hedge: 'The one before was late',
  continuation: 'Went on where it broke off',
};

export const skipReasons: Record<Turn['skipped'][number]['reason'], string> = {
  circuit_open: 'it had failed too often',
  too_many_in_flight: 'it had too much to do',
  not_ready: 'it isn’t ready',
  not_wanted: 'it could not have helped',
};

/** Of a turn some attempts of which have no known cost, at least what is known. */
export function turnCostWords({
  costUsd,
  unpricedAttempts,
}: Pick<TurnSummary, 'costUsd' | 'unpricedAttempts'>): string {
  const words = costWords(costUsd);
  return costUsd !== null && unpricedAttempts > 0 ? `at least ${words}` : words;
}

/** A whole answer has no first token: it comes at once. */
export function firstTokenWords({
  streamed,
  firstTokenMs,
}: Pick<TurnSummary, 'streamed' | 'firstTokenMs'>): string {
  return streamed ? timeWords(firstTokenMs) : 'not streamed';
}

export function timeWords(ms: number | null): string {
  return ms === null ? 'none' : duration(ms);
}
