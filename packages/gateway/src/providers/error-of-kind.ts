import { ProviderError, type ProviderErrorKind } from './provider-error.ts';

export interface VendorWords {
  /** The vendor's own words; shown to the caller only where the request is at fault. */
  readonly message: string;
  /** The vendor's code; shown where the request is at fault. */
  readonly code: string;
  readonly param: string | null;
  readonly retryAfterMs: number | null;
  /** Where it came from and all that was said: for the log. */
  readonly detail: string;
  /** Whether the account has run dry: waiting doesn't help. */
  readonly outOfCredit?: boolean;
}

/**
 * The failure of a kind, in the same words and with the same code whichever provider failed. A
 * vendor's own message reaches the caller only where the caller's request is at fault.
 */
export function errorOfKind(kind: ProviderErrorKind, words: VendorWords): ProviderError {
  const { detail, retryAfterMs } = words;
  switch (kind) {
    case 'invalid_request':
      return new ProviderError(kind, {
        message: words.message || 'The model’s server refused the request.',
        code: isCode(words.code) ? words.code : 'invalid_request',
        param: words.param,
        retryable: false,
        detail,
      });
    case 'context_length':
      return new ProviderError(kind, {
        message: words.message || 'The conversation is longer than the model can take.',
        code: 'context_length_exceeded',
        param: 'messages',
        retryable: false,
        detail,
      });
    case 'content_filter':
      return new ProviderError(kind, {
        message: words.message || 'The model’s content filter refused the request.',
        code: 'content_filter',
        retryable: false,
        detail,
      });
    case 'rate_limited':
      return words.outOfCredit
        ? new ProviderError(kind, {
            message: 'The account with the model’s provider has no credit left.',
            code: 'insufficient_quota',
            retryable: false,
            retryAfterMs,
            detail,
          })
        : new ProviderError(kind, {
            message: 'The model’s provider is limiting the rate of requests.',
            code: 'rate_limit_exceeded',
            retryable: true,
            retryAfterMs,
            detail,
          });
    case 'auth':
      return new ProviderError(kind, {
        message:
          'The model’s server refused the credential Jackfield holds for it. An admin can give it again in Jackfield.',
        code: 'provider_auth_failed',
        retryable: false,
        detail,
      });
    case 'not_found':
      return new ProviderError(kind, {
        message:
          'The model’s server does not know this model or path. It may have been shut down, or the endpoint’s URL is not the right one.',
        code: 'upstream_not_found',
        retryable: false,
        detail,
      });
    case 'overloaded':
      return new ProviderError(kind, {
        message: 'The model’s server is overloaded.',
        code: 'upstream_overloaded',
        retryable: true,
        retryAfterMs,
        detail,
      });
    case 'timeout':
      return new ProviderError(kind, {
        message: 'The model’s server gave up waiting for its own answer.',
        code: 'upstream_timeout',
        retryable: true,
        detail,
      });
    case 'unavailable':
    case 'bad_response':
      return new ProviderError('unavailable', {
        message: 'The model’s server failed.',
        code: 'upstream_unavailable',
        retryable: true,
        detail,
      });
  }
}

/** A word, as codes are: it stands in logs and records, and programs branch on it. */
function isCode(text: string): boolean {
  return /^[\w.:/-]{1,100}$/.test(text);
}

/** Payment Required, as DeepSeek, OpenRouter and Anthropic mean it: see `VendorWords.outOfCredit`. */
export const outOfCreditStatus = 402;

/**
 * What an HTTP status means where the body says nothing more; `null` for one that is no error. The
 * caller's fault are those alone that the same request would get from any server.
 */
export function kindOfStatus(status: number): ProviderErrorKind | null {
  switch (status) {
    case 401:
    case 403:
    // A proxy on the way wants a credential.
    case 407:
      return 'auth';
    case 404:
    case 405:
    case 410:
      return 'not_found';
    case 408:
    case 504:
      return 'timeout';
    case outOfCreditStatus:
    case 429:
      return 'rate_limited';
    // Conflict, Locked, Too Early: not now. OpenAI's own SDKs ask again after a 409.
    case 409:
    case 423:
    case 425:
    case 503:
    case 529:
      return 'overloaded';
    // Misdirected, a failed dependency, a legal bar, a client that hung up (nginx): a proxy or what
    // stands behind it failed.
    case 421:
    case 424:
    case 451:
    case 499:
      return 'unavailable';
    default:
      if (status >= 500) return 'unavailable';
      return status >= 400 ? 'invalid_request' : null;
  }
}
