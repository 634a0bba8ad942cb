import { recordedAnswers } from '../../../test/recorded-answers.ts';
import type { ContractSubject, RecordedError } from '../provider-contract.ts';
import type { Provider } from '../provider.ts';
import { readOpenAiRequest } from './read-openai-request.ts';

const json = { 'content-type': 'application/json' };

/** Errors as OpenAI sends them: openai/openai-openapi, `ErrorResponse`, and its guide to error codes. */
const errors: readonly RecordedError[] = [
  {
    name: 'a wrong key',
    head: { status: 401, headers: json },
    body: error(
      'Incorrect API key provided: sk-wrong.',
      'invalid_request_error',
      'invalid_api_key',
    ),
    kind: 'auth',
  },
  {
    name: 'a key without the right',
    head: { status: 403, headers: json },
    body: error(
      'Project does not have access to model gpt-4o.',
      'invalid_request_error',
      'model_not_found',
    ),
    kind: 'auth',
  },
  {
    name: 'an unknown model',
    head: { status: 404, headers: json },
    body: error('The model `gpt-4` does not exist.', 'invalid_request_error', 'model_not_found'),
    kind: 'not_found',
  },
  {
    name: 'an unknown model, told as a fault of the request',
    head: { status: 400, headers: json },
    body: error('The model `gpt-4` does not exist.', 'invalid_request_error', 'model_not_found'),
    kind: 'not_found',
  },
  {
    name: 'a model that is gone for good',
    head: { status: 410, headers: json },
    body: error('The model was retired.', 'invalid_request_error', null),
    kind: 'not_found',
  },
  {
    name: 'a rate limit',
    head: { status: 429, headers: { ...json, 'retry-after': '2' } },
    body: error('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'),
    kind: 'rate_limited',
    retryAfterMs: 2_000,
  },
  {
    name: 'an empty account',
    head: { status: 429, headers: json },
    body: error('You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota'),
    kind: 'rate_limited',
    code: 'insufficient_quota',
  },
  {
    name: 'an empty account by its type alone',
    head: { status: 429, headers: json },
    body: error('You exceeded your current quota.', 'insufficient_quota', null),
    kind: 'rate_limited',
    code: 'insufficient_quota',
  },
  {
    name: 'an empty account by OpenAI’s newer code',
    head: { status: 429, headers: json },
    body: error('Your credits are used up.', 'invalid_request_error', 'credit_balance_exhausted'),
    kind: 'rate_limited',
    code: 'insufficient_quota',
  },
  {
    name: 'an empty account as DeepSeek tells it',
    head: { status: 402, headers: json },
    body: error('Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    kind: 'rate_limited',
    code: 'insufficient_quota',
  },
  {
    name: 'a refused parameter',
    head: { status: 400, headers: json },
    body: error(
      "Unsupported parameter: 'max_tokens'.",
      'invalid_request_error',
      'unsupported_parameter',
    ),
    kind: 'invalid_request',
    code: 'unsupported_parameter',
  },
  {
    name: 'a conversation too long',
    head: { status: 400, headers: json },
    body: error(
      "This model's maximum context length is 8192 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
    kind: 'context_length',
  },
  // Text alone tells these: huggingface/text-generation-inference#695 and chat-ui#340,
  // google-gemini/gemini-cli#4692, lmstudio-ai/lmstudio-bug-tracker#546.
  ...(
    [
      [413, 'This model’s maximum context length is 8192 tokens, and 9000 were sent.'],
      [422, 'Input validation error: `inputs` must have less than 4096 tokens. Given: 4545'],
      [
        422,
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 500 `max_new_tokens`',
      ],
      [400, 'prompt is too long: 200251 tokens > 200000 maximum'],
      [
        400,
        'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
      ],
    ] as const
  ).map(([status, message]): RecordedError => ({
    name: `a conversation too long, in ${status} “${message.slice(0, 40)}…”`,
    head: { status, headers: json },
    body: error(message, 'invalid_request_error', null),
    kind: 'context_length',
  })),
  {
    name: 'a body that a proxy finds too large',
    head: { status: 413, headers: { 'content-type': 'text/html' } },
    body: '<html><h1>413 Request Entity Too Large</h1></html>',
    kind: 'invalid_request',
  },
  {
    name: 'a field of another kind',
    head: { status: 422, headers: json },
    body: error('temperature must be a number', 'invalid_request_error', null),
    kind: 'invalid_request',
  },
  {
    name: 'a prompt refused for its content',
    head: { status: 400, headers: json },
    body: error('The response was filtered.', 'invalid_request_error', 'content_filter'),
    kind: 'content_filter',
  },
  {
    name: 'an overload',
    head: { status: 503, headers: json },
    body: error('The engine is currently overloaded.', 'server_error', 'server_is_overloaded'),
    kind: 'overloaded',
  },
  {
    name: 'a failure',
    head: { status: 500, headers: json },
    body: error('The server had an error.', 'server_error', null),
    kind: 'unavailable',
  },
  {
    name: 'a gateway timeout',
    head: { status: 504, headers: { 'content-type': 'text/html' } },
    body: '<html><h1>504 Gateway Time-out</h1></html>',
    kind: 'timeout',
  },
];

/** A provider of OpenAI's format and the bytes that OpenAI itself would send it. */
export function openAiFormatSubject(provider: Provider): ContractSubject {
  return {
    provider,
    baseUrl: 'https://api.openai.example/v1',
    upstreamModel: 'gpt-4o-mini',
    streamHead: { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
    completionHead: { status: 200, headers: json },
    answers: recordedAnswers(new URL('fixtures/', import.meta.url)),
    usage: { prompt: 29, completion: 60, total: 89, cached: 12, reasoning: 45 },
    errors,
    failingStreams: [
      {
        name: 'an error event',
        bytes: Buffer.from(
          `event: error\ndata: ${error('The server had an error.', 'server_error', null)}\n\n`,
        ),
        kind: 'unavailable',
      },
      {
        name: 'a rate limit',
        bytes: Buffer.from(
          `data: ${error('Rate limit reached', 'rate_limit_error', 'rate_limit_exceeded')}\n\n`,
        ),
        kind: 'rate_limited',
      },
      {
        name: 'a conversation too long, as LM Studio tells it with status 200',
        bytes: Buffer.from(
          '{"error":"Trying to keep the first 9000 tokens. However, the model is loaded with context length of only 4096 tokens."}',
        ),
        kind: 'context_length',
      },
      {
        name: 'an unknown model',
        bytes: Buffer.from(
          `data: ${error('No such model.', 'invalid_request_error', 'model_not_found')}\n\n`,
        ),
        kind: 'not_found',
      },
      {
        name: 'an empty account, with the status as its code',
        bytes: Buffer.from('data: {"error":{"message":"Insufficient credits","code":402}}\n\n'),
        kind: 'rate_limited',
      },
    ],
    readRequest: readOpenAiRequest,
  };
}

function error(message: string, type: string, code: string | null): string {
  return JSON.stringify({ error: { message, type, param: null, code } });
}
