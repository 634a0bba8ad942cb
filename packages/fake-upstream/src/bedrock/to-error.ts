import type { ErrorAnswer, Refusal, RefusalKind } from '../vendor.ts';

interface Words {
  status: number;
  error: string;
  message: string;
}

/**
 * A refusal in AWS' words (restJson1): the name in `x-amzn-errortype`, the message in the body. Names and
 * statuses are the `httpError` traits of aws/api-models-aws bedrock-runtime.
 */
export function toError(refusal: Refusal): ErrorAnswer {
  const { status, error, message } = wordsOf(refusal);
  const answer = bedrockError(refusal.status ?? status, error, message);
  if (refusal.retryAfterSeconds === undefined) return answer;
  const headers = { ...answer.headers, 'retry-after': `${refusal.retryAfterSeconds}` };
  return { ...answer, headers };
}

/** The header's name is followed by a URI, as the service sends it; a client cuts it at the colon. */
export function bedrockError(status: number, error: string, message: string): ErrorAnswer {
  const type = `${error}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
  return { status, headers: { 'x-amzn-errortype': type }, body: { message } };
}

export function wordsOf({ kind }: Refusal): Words {
  const words: Record<RefusalKind, Words> = {
    not_json: { status: 400, error: 'SerializationException', message: 'Unable to parse JSON' },
    invalid_request: {
      status: 400,
      error: 'ValidationException',
      message: 'The provided request is not valid',
    },
    wrong_credentials: {
      status: 403,
      error: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    },
    forbidden: {
      status: 403,
      error: 'AccessDeniedException',
      message: "You don't have access to the model with the specified model ID.",
    },
    no_such_path: {
      status: 404,
      error: 'UnknownOperationException',
      message: 'The requested operation is not recognized by the service.',
    },
    model_not_found: {
      status: 400,
      error: 'ValidationException',
      message: 'The provided model identifier is invalid.',
    },
    too_large: {
      status: 413,
      error: 'RequestEntityTooLargeException',
      message: 'Request size exceeds the limit.',
    },
    context_length: {
      status: 400,
      error: 'ValidationException',
      message: 'Input is too long for requested model.',
    },
    timeout: {
      status: 408,
      error: 'ModelTimeoutException',
      message: 'Model has timed out in processing the request. Try your request again.',
    },
    rate_limited: {
      status: 429,
      error: 'ThrottlingException',
      message: 'Too many requests, please wait before trying again.',
    },
    quota: {
      status: 400,
      error: 'ServiceQuotaExceededException',
      message: 'Your request exceeds the service quota for your account.',
    },
    internal: {
      status: 500,
      error: 'InternalServerException',
      message:
        'The system encountered an unexpected error during processing. Try your request again.',
    },
    overloaded: {
      status: 503,
      error: 'ServiceUnavailableException',
      message: 'Bedrock is unable to process your request.',
    },
  };
  return words[kind];
}
