import type { ErrorAnswer, Refusal, RefusalKind } from '../vendor.ts';

interface Words {
  status: number;
  message: string | object;
  type: string;
  param?: string;
  code: string | null;
}

/**
 * A refusal in Mistral's words: `{"object": "error", message, type, param, code}`, flat, with `message`
 * sometimes an object and `code` a number in quotation marks.
 * Sources: the vendor's error glossary (platform-docs-public `error-glossary`), and bodies quoted in
 * raycast/extensions#31107 (1300), avante.nvim#2695 (3230), continuedev/continue#6185.
 */
export function toError(refusal: Refusal): ErrorAnswer {
  if (refusal.kind === 'wrong_credentials') {
    return { status: refusal.status ?? 401, body: { detail: 'Unauthorized' } };
  }
  if (refusal.kind === 'no_such_path') {
    return { status: 404, body: { message: 'no Route matched with those values' } };
  }
  const { status, ...words } = wordsOf(refusal);
  return mistralError({ ...words, status: refusal.status ?? status }, refusal.retryAfterSeconds);
}

export function mistralError(words: Words, retryAfterSeconds?: number): ErrorAnswer {
  const { status, message, type, param = null, code } = words;
  return {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` },
    body: { object: 'error', message, type, param, code, raw_status_code: status },
  };
}

/** A guardrail's answer: 403, in a shape of its own (platform-docs-public `studio/safety-moderation`). */
export function toFiltered(): ErrorAnswer {
  const decision = { threshold: 0.1, score: 0.3, violated: true };
  return {
    status: 403,
    body: {
      error: { message: 'Content blocked by guardrail', status: 403 },
      guardrails: {
        results: {
          moderation_llm_v2: {
            model_name: 'mistral-moderation-2603',
            decisions: { violence_and_threats: decision },
            violated: true,
            action: 'block',
          },
        },
      },
    },
  };
}

type Kind = Exclude<RefusalKind, 'wrong_credentials' | 'no_such_path'>;

function wordsOf({ kind, model = 'mistral-fake' }: Refusal): Words {
  const invalid = 'invalid_request_error';
  const words: Record<Kind, Words> = {
    not_json: {
      status: 422,
      message: {
        detail: [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }],
      },
      type: invalid,
      code: null,
    },
    invalid_request: { status: 400, message: 'Invalid request.', type: invalid, code: null },
    forbidden: {
      status: 403,
      message: 'You are not allowed to use this model.',
      type: 'invalid_request_error',
      code: null,
    },
    model_not_found: {
      status: 400,
      message: `Invalid model: ${model}`,
      type: 'invalid_model',
      code: '1500',
    },
    too_large: {
      status: 413,
      message: 'Request body too large.',
      type: invalid,
      code: null,
    },
    context_length: {
      status: 400,
      message:
        'Prompt contains 300000 tokens and 0 draft tokens, too large for model with 262144 maximum context length',
      type: 'invalid_request_error',
      code: '3051',
    },
    timeout: { status: 504, message: 'Gateway timeout.', type: 'server_error', code: null },
    rate_limited: {
      status: 429,
      message: 'Rate limit exceeded',
      type: 'rate_limited',
      code: '1300',
    },
    quota: {
      status: 429,
      message: 'Monthly usage limit reached.',
      type: 'rate_limited',
      code: '1302',
    },
    internal: {
      status: 500,
      message: 'Internal server error.',
      type: 'server_error',
      code: '1000',
    },
    overloaded: {
      status: 503,
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      code: '3505',
    },
  };
  // The two kinds taken out of the table are answered before it is read.
  return kind in words ? words[kind as Kind] : words.invalid_request;
}
