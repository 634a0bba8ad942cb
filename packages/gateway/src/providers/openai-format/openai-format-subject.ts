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
    ],
    readRequest: readOpenAiRequest,
  };
}

function error(message: string, type: string, code: string | null): string {
  return JSON.stringify({ error: { message, type, param: null, code } });
}
