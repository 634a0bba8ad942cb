import type { ErrorAnswer, Refusal, RefusalKind } from '../vendor.ts';

interface Words {
  status: number;
  message: string;
  type: string;
  param?: string;
  code: string | null;
}

/**
 * A refusal in OpenAI's words: `{"error": {message, type, param, code}}`, all four always there
 * (ErrorResponse in openai/openai-openapi; codes from the vendor's error guide).
 */
export function toError(refusal: Refusal): ErrorAnswer {
  const { status, ...words } = wordsOf(refusal);
  return openaiError({ ...words, status: refusal.status ?? status }, refusal.retryAfterSeconds);
}

export function openaiError(words: Words, retryAfterSeconds?: number): ErrorAnswer {
  const { status, message, type, param = null, code } = words;
  return {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` },
    body: { error: { message, type, param, code } },
  };
}

const invalid = 'invalid_request_error';

function wordsOf({ kind, model = 'gpt-fake', method, path }: Refusal): Words {
  const words: Record<RefusalKind, Words> = {
    not_json: {
      status: 400,
      message: 'We could not parse the JSON body of your request.',
      type: invalid,
      code: null,
    },
    invalid_request: { status: 400, message: 'Invalid request.', type: invalid, code: null },
    wrong_credentials: {
      status: 401,
      message: 'Incorrect API key provided.',
      type: invalid,
      code: 'invalid_api_key',
    },
    forbidden: {
      status: 403,
      message: 'Country, region, or territory not supported',
      type: 'request_forbidden',
      code: 'unsupported_country_region_territory',
    },
    no_such_path: {
      status: 404,
      message: `Invalid URL (${method} ${path})`,
      type: invalid,
      code: null,
    },
    model_not_found: {
      status: 404,
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      type: invalid,
      code: 'model_not_found',
    },
    too_large: {
      status: 413,
      message: 'The request body is too large.',
      type: invalid,
      code: 'request_too_large',
    },
    context_length: {
      status: 400,
      message:
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. Please reduce the length of the messages.",
      type: invalid,
      param: 'messages',
      code: 'context_length_exceeded',
    },
    timeout: { status: 408, message: 'Request timed out.', type: 'server_error', code: null },
    rate_limited: {
      status: 429,
      message: `Rate limit reached for ${model} in organization org-fake on requests per min (RPM): Limit 500, Used 500, Requested 1.`,
      type: 'requests',
      code: 'rate_limit_exceeded',
    },
    quota: {
      status: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
    internal: {
      status: 500,
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      code: null,
    },
    overloaded: {
      status: 503,
      message: 'Our servers are currently overloaded. Please try again later.',
      type: 'service_unavailable_error',
      code: 'server_is_overloaded',
    },
  };
  return words[kind];
}
