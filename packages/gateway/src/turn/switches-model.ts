import type { ProviderError } from '../providers/provider-error.ts';

/**
 * Whether a failure before the first token hands the turn to the next fallback. A fault of the
 * request itself stays the caller's, and an answer refused for its content is not asked for elsewhere.
 */
export function switchesModel(error: ProviderError): boolean {
  if (error.code === 'turn_timeout') return false;
  switch (error.kind) {
    case 'rate_limited':
    case 'overloaded':
    case 'unavailable':
    case 'timeout':
    case 'auth':
    case 'not_found':
    case 'bad_response':
      return true;
    case 'context_length':
    case 'content_filter':
    case 'invalid_request':
      return false;
  }
}
