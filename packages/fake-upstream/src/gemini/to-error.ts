import type { ErrorAnswer, Refusal, RefusalKind } from '../vendor.ts';

interface Words {
  status: number;
  message: string;
  /** A google.rpc.Code. */
  code: string;
  details?: object[];
}

/**
 * A refusal in Google's words: `{"error": {code, message, status, details}}`; how long to wait is a
 * google.rpc.RetryInfo among the details, not a header (recorded: vercel/ai `google-429-retry-info.json`).
 */
export function toError(refusal: Refusal): ErrorAnswer {
  const { status, ...words } = wordsOf(refusal);
  return geminiError({ ...words, status: refusal.status ?? status });
}

export function geminiError({ status, message, code, details }: Words): ErrorAnswer {
  const error = { code: status, message, status: code };
  return { status, body: { error: details === undefined ? error : { ...error, details } } };
}

function errorInfo(reason: string): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com' },
  };
}

function wordsOf({ kind, model = 'gemini-fake', path, retryAfterSeconds }: Refusal): Words {
  const words: Record<RefusalKind, Words> = {
    not_json: {
      status: 400,
      message: 'Invalid JSON payload received. Parsing terminated before end of input.',
      code: 'INVALID_ARGUMENT',
    },
    invalid_request: {
      status: 400,
      message: 'Request contains an invalid argument.',
      code: 'INVALID_ARGUMENT',
    },
    wrong_credentials: {
      status: 400,
      message: 'API key not valid. Please pass a valid API key.',
      code: 'INVALID_ARGUMENT',
      details: [
        errorInfo('API_KEY_INVALID'),
        {
          '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
          locale: 'en-US',
          message: 'API key not valid. Please pass a valid API key.',
        },
      ],
    },
    forbidden: {
      status: 403,
      message: 'Your project has been denied access. Please contact support.',
      code: 'PERMISSION_DENIED',
    },
    no_such_path: {
      status: 404,
      message: `The requested URL ${path} was not found on this server.`,
      code: 'NOT_FOUND',
    },
    model_not_found: {
      status: 404,
      message: `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
      code: 'NOT_FOUND',
    },
    too_large: {
      status: 400,
      message: 'Request payload size exceeds the limit: 20971520 bytes.',
      code: 'INVALID_ARGUMENT',
    },
    context_length: {
      status: 400,
      message:
        'The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).',
      code: 'INVALID_ARGUMENT',
    },
    timeout: {
      status: 504,
      message: 'Deadline expired before operation could complete.',
      code: 'DEADLINE_EXCEEDED',
    },
    rate_limited: {
      status: 429,
      message: 'You exceeded your current quota, please check your plan.',
      code: 'RESOURCE_EXHAUSTED',
      details: quotaDetails('GenerateRequestsPerMinutePerProjectPerModel', retryAfterSeconds),
    },
    quota: {
      status: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
      code: 'RESOURCE_EXHAUSTED',
      details: quotaDetails('GenerateRequestsPerDayPerProjectPerModel', undefined),
    },
    internal: {
      status: 500,
      message: 'An internal error has occurred. Please retry.',
      code: 'INTERNAL',
    },
    overloaded: {
      status: 503,
      message: 'The model is overloaded. Please try again later.',
      code: 'UNAVAILABLE',
    },
  };
  return words[kind];
}

function quotaDetails(quotaId: string, retryAfterSeconds: number | undefined): object[] {
  const failure = {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaId }],
  };
  if (retryAfterSeconds === undefined) return [failure];
  const retry = {
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay: `${retryAfterSeconds}s`,
  };
  return [failure, retry];
}
