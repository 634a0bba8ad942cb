/** What went wrong with an attempt, in the few words that decide what happens next. */
export type ProviderErrorKind =
  | 'rate_limited'
  | 'overloaded'
  | 'unavailable'
  | 'timeout'
  | 'context_length'
  | 'content_filter'
  | 'invalid_request'
  | 'auth'
  | 'not_found'
  | 'bad_response';

export interface ProviderErrorDetails {
  /** Safe to show to a caller. */
  message: string;
  /** OpenAI's, or ours: see `docs/errors.md`. */
  code: string;
  /** The request field at fault. */
  param?: string | null;
  /** Whether the same request may succeed elsewhere or later. */
  retryable: boolean;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number | null;
  /** The upstream's own words: for the model's owner and the log, never for a caller. */
  detail?: string;
  cause?: unknown;
}

export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly code: string;
  readonly param: string | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly detail: string;

  constructor(kind: ProviderErrorKind, details: ProviderErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.code = details.code;
    this.param = details.param ?? null;
    this.retryable = details.retryable;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.detail = details.detail ?? '';
  }
}
