import type { ErrorAnswer, Refusal, RefusalKind } from '../vendor.ts';

interface Words {
  status: number;
  message: string;
  type: string;
}

/**
 * A refusal in Anthropic's words: `{"type": "error", "error": {type, message}, "request_id"}`; types and
 * statuses from the vendor's error page and the error classes of `@anthropic-ai/sdk` 1.12.0.
 */
export function toError(refusal: Refusal): ErrorAnswer {
  const { status, type, message } = wordsOf(refusal);
  const answer = anthropicError(refusal.status ?? status, type, message);
  if (refusal.retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { 'retry-after': `${refusal.retryAfterSeconds}` } };
}

export function anthropicError(status: number, type: string, message: string): ErrorAnswer {
  return { status, body: { type: 'error', error: { type, message }, request_id: 'req_fake' } };
}

function wordsOf({ kind, model = 'claude-fake' }: Refusal): Words {
  const invalid = 'invalid_request_error';
  const words: Record<RefusalKind, Words> = {
    not_json: { status: 400, message: 'The request body is not valid JSON.', type: invalid },
    invalid_request: { status: 400, message: 'Invalid request.', type: invalid },
    wrong_credentials: { status: 401, message: 'invalid x-api-key', type: 'authentication_error' },
    forbidden: {
      status: 403,
      message: 'Your API key does not have permission to use the specified resource.',
      type: 'permission_error',
    },
    no_such_path: { status: 404, message: 'Not found', type: 'not_found_error' },
    model_not_found: { status: 404, message: `model: ${model}`, type: 'not_found_error' },
    too_large: {
      status: 413,
      message: 'Request exceeds the maximum allowed number of bytes.',
      type: 'request_too_large',
    },
    context_length: {
      status: 400,
      message: 'prompt is too long: 210000 tokens > 200000 maximum',
      type: invalid,
    },
    timeout: { status: 504, message: 'Request timed out.', type: 'timeout_error' },
    rate_limited: {
      status: 429,
      message: "This request would exceed your organization's rate limit.",
      type: 'rate_limit_error',
    },
    quota: {
      status: 400,
      message: 'Your credit balance is too low to access the Anthropic API.',
      type: invalid,
    },
    internal: { status: 500, message: 'Internal server error', type: 'api_error' },
    overloaded: { status: 529, message: 'Overloaded', type: 'overloaded_error' },
  };
  return words[kind];
}
