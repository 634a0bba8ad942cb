import type { TurnRecord } from '@jackfield/gateway-config';
import type { Usage } from '../../schemas/usage.ts';
import type { StoredAttempt } from './to-turn-row.ts';

type LastTurn = NonNullable<Usage['lastTurn']>;

/** As text that sorts by when the turn ended, so that a database can find the newest with `max`. */
export function lastTurnText(turn: TurnRecord): string {
  const { outcome, errorCode } = turn;
  const at = new Date(turn.startedAt + turn.durationMs).toISOString();
  const last: LastTurn = { at, outcome, errorCode, fellBack: fellBack(turn) };
  return JSON.stringify(last);
}

export function lastTurnOf(text: string): LastTurn | null {
  // Holds: only `lastTurnText` writes it.
  return text === '' ? null : (JSON.parse(text) as LastTurn);
}

/** Whether the model that answered, or was tried last, is not the chosen one. */
export function fellBack({
  attempts,
  model,
}: {
  readonly attempts: readonly StoredAttempt[];
  readonly model: string | null;
}): boolean {
  const first = attempts.find((attempt) => attempt.model === model);
  return first !== undefined && first.cause !== 'choice';
}
