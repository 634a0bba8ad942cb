/** One model of a vendor's own list, as far as the vendor says; `null` where it says nothing. */
export interface ListedModel {
  /** What a turn names it by. */
  readonly id: string;
  readonly name: string | null;
  /** Other ids under which the vendor takes it. */
  readonly aliases: readonly string[];
  /** Whether the vendor calls it deprecated, with or without a date. */
  readonly deprecated: boolean;
  /** The day it ends or ended, e.g. `2027-01-14`. */
  readonly shutDownOn: string | null;
  /** Tokens. */
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly images: boolean | null;
  readonly tools: boolean | null;
}

/** What came of asking a provider for its list of models: the cheapest real call there is. */
export interface ModelListing {
  /** Whether it answered with a list. */
  readonly ok: boolean;
  /** The address that was called; `null` when nothing was sent. */
  readonly url: string | null;
  readonly status: number | null;
  /** What happened, in our words. */
  readonly message: string;
  /** The vendor's own, at most 4,000 characters, credentials taken out; `null` where there are none. */
  readonly words: string | null;
  readonly models: readonly ListedModel[];
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly durationMs: number;
}
