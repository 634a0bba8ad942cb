import type { NewModelSetting } from '@jackfield/control-plane/rest-types';
import { seconds } from './amounts.ts';
import { readNumber } from './read-number.ts';

type Failover = NonNullable<NewModelSetting['failover']>;

/** What a turn does when its model fails, while it is being edited: numbers are the text that was typed. */
export interface FailoverDraft {
  readonly commitPoint: NonNullable<Failover['commitPoint']>;
  readonly retry: boolean;
  readonly switchOnContentFilter: boolean;
  readonly continueAfterCut: boolean;
  readonly hedge: {
    readonly on: boolean;
    readonly late: 'time' | 'p95';
    /** Seconds, as typed. */
    readonly after: string;
    /** Per cent of turns, as typed. */
    readonly share: string;
  };
  readonly holdPhrase: {
    readonly on: boolean;
    /** Seconds, as typed. */
    readonly after: string;
    readonly text: string;
  };
}

/** The share of turns, in per cent, that may cost two answers where a setting names none. */
export const hedgeShareDefault = 10;
export const holdPhraseCharactersMax = 200;

/** What the gateway does where a setting says nothing of it (documented with the REST API). */
export const defaultFailover = {
  commitPoint: 'first_token',
  retry: true,
  switchOnContentFilter: false,
  continueAfterCut: false,
} as const;

export function toFailoverDraft(failover: Failover): FailoverDraft {
  const { hedge, holdPhrase } = failover;
  const afterMs = hedge?.afterMs;
  return {
    commitPoint: failover.commitPoint ?? defaultFailover.commitPoint,
    retry: failover.retry ?? defaultFailover.retry,
    switchOnContentFilter: failover.switchOnContentFilter ?? defaultFailover.switchOnContentFilter,
    continueAfterCut: failover.continueAfterCut ?? defaultFailover.continueAfterCut,
    hedge: {
      on: hedge != null,
      late: typeof afterMs === 'number' ? 'time' : 'p95',
      after: typeof afterMs === 'number' ? String(afterMs / 1_000) : '',
      share: hedge?.shareMax === undefined ? '' : String(perCent(hedge.shareMax)),
    },
    holdPhrase: {
      on: holdPhrase != null,
      after: holdPhrase ? String(holdPhrase.afterMs / 1_000) : '',
      text: holdPhrase?.text ?? '',
    },
  };
}

/** What else of the draft a failover is judged by: the deadlines that hold, in milliseconds. */
export interface FailoverFrame {
  readonly hasFallback: boolean;
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

/** Holds only what differs from the defaults; what can't be read is left out and named in `errors`. */
export function readFailover(
  draft: FailoverDraft,
  frame: FailoverFrame,
  errors: Map<string, string>,
): Failover {
  const failover: Failover = {};
  if (draft.commitPoint !== defaultFailover.commitPoint) failover.commitPoint = draft.commitPoint;
  for (const name of ['retry', 'switchOnContentFilter', 'continueAfterCut'] as const) {
    if (draft[name] !== defaultFailover[name]) failover[name] = draft[name];
  }
  const hedge = draft.hedge.on ? readHedge(draft.hedge, frame, errors) : null;
  if (hedge) failover.hedge = hedge;
  const holdPhrase = draft.holdPhrase.on ? readHoldPhrase(draft.holdPhrase, frame, errors) : null;
  if (holdPhrase) failover.holdPhrase = holdPhrase;
  return failover;
}

function readHedge(
  { late, after, share }: FailoverDraft['hedge'],
  { hasFallback, firstTokenMs }: FailoverFrame,
  errors: Map<string, string>,
): Failover['hedge'] {
  if (!hasFallback) {
    errors.set('failover.hedge', 'There is no fallback to start early. Add one, or turn this off.');
  }
  const percent = readNumber(
    share,
    { min: 0, max: 100, whole: false },
    'failover.hedge.shareMax',
    errors,
  );
  const shareMax = percent === null ? {} : { shareMax: percent / 100 };
  if (late === 'p95') return { afterMs: 'p95', ...shareMax };
  const afterMs = readWait(after, 'failover.hedge.afterMs', errors);
  if (afterMs === null) return null;
  if (afterMs >= firstTokenMs) {
    errors.set(
      'failover.hedge.afterMs',
      `Give less than the first token deadline of ${seconds(firstTokenMs)}: by then the model is given up anyway.`,
    );
  }
  return { afterMs, ...shareMax };
}

function readHoldPhrase(
  { after, text }: FailoverDraft['holdPhrase'],
  { totalMs }: FailoverFrame,
  errors: Map<string, string>,
): Failover['holdPhrase'] {
  const afterMs = readWait(after, 'failover.holdPhrase.afterMs', errors);
  if (text.trim() === '') {
    errors.set('failover.holdPhrase.text', 'Give the words that a caller hears.');
  } else if (text.length > holdPhraseCharactersMax) {
    errors.set(
      'failover.holdPhrase.text',
      `Use at most ${holdPhraseCharactersMax} characters; these are ${text.length}.`,
    );
  }
  if (afterMs === null) return null;
  if (afterMs >= totalMs) {
    errors.set(
      'failover.holdPhrase.afterMs',
      `Give less than the whole turn deadline of ${seconds(totalMs)}: by then the turn ends anyway.`,
    );
  }
  return { afterMs, text };
}

/** Seconds that have to be given, in milliseconds. */
function readWait(text: string, field: string, errors: Map<string, string>): number | null {
  const value = readNumber(text, { min: 0.001, max: 3_600, whole: false }, field, errors);
  if (text.trim() === '') errors.set(field, 'Give a number of seconds, such as 1.5.');
  return value === null ? null : Math.round(value * 1_000);
}

/** Without the last binary digits: 0.07 is 7, not 7.000000000000001. */
export function perCent(share: number): number {
  return Number((share * 100).toFixed(6));
}
