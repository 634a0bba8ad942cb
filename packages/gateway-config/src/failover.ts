/** What a turn does when its model fails, is slow or falls silent. */
export interface Failover {
  /**
   * Until when another model may still answer: until the caller was given the first token, or the
   * first whole sentence, which is what a voice can begin to speak.
   */
  readonly commitPoint: CommitPoint;
  /** Whether a failed attempt may be repeated once at the same model. */
  readonly retry: boolean;
  /** Whether a fallback is asked what the content filter of another model refused. */
  readonly switchOnContentFilter: boolean;
  /** Whether a fallback goes on with an answer that broke off, sentence by sentence. */
  readonly continueAfterCut: boolean;
  readonly hedge: Hedge | null;
  readonly holdPhrase: HoldPhrase | null;
}

export type CommitPoint = 'first_token' | 'first_sentence';

/** The fallback starts too when the model is late; whoever speaks first answers. */
export interface Hedge {
  /** Milliseconds, or the model's own 95th percentile of late. */
  readonly afterMs: number | 'p95';
  /** The share of turns, from 0 to 1, that may cost two answers. */
  readonly shareMax: number;
}

/** What the caller is given when nothing was said in time. */
export interface HoldPhrase {
  readonly afterMs: number;
  readonly text: string;
}

/** A setting that says nothing about it. */
export const defaultFailover: Failover = {
  commitPoint: 'first_token',
  retry: true,
  switchOnContentFilter: false,
  continueAfterCut: false,
  hedge: null,
  holdPhrase: null,
};
