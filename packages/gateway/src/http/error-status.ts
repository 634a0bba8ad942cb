import type { ProviderErrorKind } from '../providers/provider-error.ts';

/** What the caller is told by each kind of failure. A vendor's 401 is our misconfiguration: 502. */
const answers: Record<ProviderErrorKind, { status: number; type: string }> = {
  rate_limited: { status: 429, type: 'rate_limit_error' },
  overloaded: { status: 503, type: 'server_error' },
  unavailable: { status: 502, type: 'server_error' },
  timeout: { status: 504, type: 'server_error' },
  context_length: { status: 400, type: 'invalid_request_error' },
  content_filter: { status: 400, type: 'invalid_request_error' },
  invalid_request: { status: 400, type: 'invalid_request_error' },
  auth: { status: 502, type: 'server_error' },
  not_found: { status: 502, type: 'server_error' },
  bad_response: { status: 502, type: 'server_error' },
};

export function errorStatus(kind: ProviderErrorKind): { status: number; type: string } {
  return answers[kind];
}
