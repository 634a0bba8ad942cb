import { recordedAnswers } from '../../../test/recorded-answers.ts';
import { providerContract } from '../provider-contract.ts';
import { gemini } from './gemini.ts';
import { readGeminiRequest } from './read-gemini-request.ts';

const json = { 'content-type': 'application/json; charset=UTF-8' };

providerContract('gemini', {
  provider: gemini,
  baseUrl: 'https://generativelanguage.example',
  upstreamModel: 'gemini-3.8-flash',
  streamHead: { status: 200, headers: { 'content-type': 'text/event-stream' } },
  completionHead: { status: 200, headers: json },
  answers: recordedAnswers(new URL('fixtures/', import.meta.url)),
  usage: { prompt: 29, completion: 60, total: 89, cached: 12, reasoning: 45 },
  errors: [
    {
      name: 'a wrong key, which is a 400',
      head: { status: 400, headers: json },
      body: error(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ]),
      kind: 'auth',
    },
    {
      name: 'a key without the right',
      head: { status: 403, headers: json },
      body: error(403, 'The caller does not have permission', 'PERMISSION_DENIED'),
      kind: 'auth',
    },
    {
      name: 'a country without the free tier',
      head: { status: 400, headers: json },
      body: error(400, 'User location is not supported for the API use.', 'FAILED_PRECONDITION'),
      kind: 'auth',
    },
    {
      name: 'a model that was shut down',
      head: { status: 404, headers: json },
      body: error(404, 'models/gemini-1.5-pro is not found for API version v1beta', 'NOT_FOUND'),
      kind: 'not_found',
    },
    {
      name: 'a quota with its delay in the details',
      head: { status: 429, headers: json },
      body: error(429, 'You exceeded your current quota.', 'RESOURCE_EXHAUSTED', [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' },
      ]),
      kind: 'rate_limited',
      retryAfterMs: 34_400,
    },
    {
      name: 'a malformed request',
      head: { status: 400, headers: json },
      body: error(400, 'Unknown name "foo": Cannot find field.', 'INVALID_ARGUMENT'),
      kind: 'invalid_request',
    },
    {
      name: 'an error in an array, as a stream without alt=sse has it',
      head: { status: 400, headers: json },
      body: `[${error(400, 'Unknown name "foo": Cannot find field.', 'INVALID_ARGUMENT')}]`,
      kind: 'invalid_request',
    },
    {
      name: 'a conversation too long',
      head: { status: 400, headers: json },
      body: error(
        400,
        'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
        'INVALID_ARGUMENT',
      ),
      kind: 'context_length',
    },
    {
      name: 'an overload',
      head: { status: 503, headers: json },
      body: error(503, 'The model is overloaded. Please try again later.', 'UNAVAILABLE'),
      kind: 'overloaded',
    },
    {
      name: 'a failure',
      head: { status: 500, headers: json },
      body: error(500, 'An internal error has occurred.', 'INTERNAL'),
      kind: 'unavailable',
    },
    {
      name: 'a deadline of its own',
      head: { status: 504, headers: json },
      body: error(504, 'Deadline expired before operation could complete.', 'DEADLINE_EXCEEDED'),
      kind: 'timeout',
    },
  ],
  failingStreams: [
    {
      name: 'an overload',
      bytes: Buffer.from(`data: ${error(503, 'The model is overloaded.', 'UNAVAILABLE')}\r\n\r\n`),
      kind: 'overloaded',
    },
    {
      name: 'a call the model could not form',
      bytes: Buffer.from(
        'data: {"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL","index":0}]}\r\n\r\n',
      ),
      kind: 'bad_response',
    },
    {
      name: 'an end without a meaning',
      bytes: Buffer.from('data: {"candidates":[{"finishReason":"OTHER","index":0}]}\r\n\r\n'),
      kind: 'bad_response',
    },
  ],
  readRequest: readGeminiRequest,
});

function error(code: number, message: string, status: string, details?: object[]): string {
  return JSON.stringify({ error: { code, message, status, ...(details ? { details } : {}) } });
}
