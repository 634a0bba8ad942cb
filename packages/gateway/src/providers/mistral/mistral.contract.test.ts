import { recordedAnswers } from '../../../test/recorded-answers.ts';
import { readOpenAiRequest } from '../openai-format/read-openai-request.ts';
import { providerContract } from '../provider-contract.ts';
import { mistral } from './mistral.ts';

const json = { 'content-type': 'application/json' };

providerContract('mistral', {
  provider: mistral,
  baseUrl: 'https://api.mistral.example/v1',
  upstreamModel: 'mistral-small-2603',
  streamHead: { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
  completionHead: { status: 200, headers: json },
  answers: recordedAnswers(new URL('fixtures/', import.meta.url)),
  // Its `UsageInfo` has no count of thinking.
  usage: { prompt: 29, completion: 60, total: 89, cached: 12, reasoning: null },
  errors: [
    {
      name: 'a wrong key',
      head: { status: 401, headers: json },
      body: '{"detail":"Unauthorized"}',
      kind: 'auth',
    },
    {
      name: 'an unknown model',
      head: { status: 400, headers: json },
      body: error('Invalid model: mistral-small-2402', 'invalid_model', '1500'),
      kind: 'not_found',
    },
    {
      name: 'a guardrail',
      head: { status: 403, headers: json },
      body: JSON.stringify({
        error: { message: 'Content blocked by guardrail', status: 403 },
        guardrails: { results: { moderation_llm_v2: { violated: true, action: 'block' } } },
      }),
      kind: 'content_filter',
    },
    {
      name: 'a rate limit',
      head: { status: 429, headers: json },
      body: error('Rate limit exceeded', 'rate_limited', '1300'),
      kind: 'rate_limited',
      retryAfterMs: null,
    },
    {
      name: 'a message of fields',
      head: { status: 422, headers: json },
      body: JSON.stringify({
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'user'],
              msg: 'Extra inputs are not permitted',
              input: 'user-1',
            },
          ],
        },
        type: 'invalid_request_error',
        param: null,
        code: null,
      }),
      kind: 'invalid_request',
      code: 'invalid_request',
    },
    {
      name: 'a list of details',
      head: { status: 422, headers: json },
      body: '{"detail":[{"loc":["body","messages"],"msg":"Field required","type":"missing"}]}',
      kind: 'invalid_request',
    },
    {
      name: 'an id outside its alphabet',
      head: { status: 400, headers: json },
      body: error(
        'Tool call id was call_1 but must be a-z, A-Z, 0-9',
        'invalid_function_call',
        '3280',
      ),
      kind: 'invalid_request',
    },
    {
      name: 'a conversation too long',
      head: { status: 400, headers: json },
      body: error(
        'Prompt contains 300000 tokens, too large for model with 131072 maximum context length',
        'invalid_request_error',
        '3051',
      ),
      kind: 'context_length',
    },
    {
      name: 'an overload',
      head: { status: 503, headers: { 'content-type': 'text/plain' } },
      body: 'upstream connect error or disconnect/reset before headers',
      kind: 'overloaded',
    },
    {
      name: 'a failure',
      head: { status: 500, headers: json },
      body: error('Service unavailable.', 'internal_server_error', '1000'),
      kind: 'unavailable',
    },
  ],
  failingStreams: [
    {
      name: 'an error object',
      bytes: Buffer.from(
        `data: ${error('Service unavailable.', 'internal_server_error', '1000')}\n\n`,
      ),
      kind: 'unavailable',
    },
    {
      name: 'a rate limit',
      bytes: Buffer.from(`data: ${error('Rate limit exceeded', 'rate_limited', '1300')}\n\n`),
      kind: 'rate_limited',
    },
    {
      name: 'the finish reason error',
      bytes: Buffer.from(
        'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":' +
          '[{"index":0,"delta":{"content":"Hel"},"finish_reason":"error"}]}\n\n',
      ),
      kind: 'unavailable',
    },
  ],
  readRequest: readOpenAiRequest,
});

function error(message: string, type: string, code: string | null): string {
  return JSON.stringify({ object: 'error', message, type, param: null, code });
}
