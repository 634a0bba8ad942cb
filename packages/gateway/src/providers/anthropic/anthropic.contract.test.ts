import { recordedAnswers } from '../../../test/recorded-answers.ts';
import { providerContract, type RecordedError } from '../provider-contract.ts';
import { anthropic } from './anthropic.ts';
import { readAnthropicRequest } from './read-anthropic-request.ts';

const json = { 'content-type': 'application/json' };

providerContract('anthropic', {
  provider: anthropic,
  baseUrl: 'https://api.anthropic.com',
  upstreamModel: 'claude-haiku-5-5',
  streamHead: { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
  completionHead: { status: 200, headers: json },
  answers: recordedAnswers(new URL('fixtures/', import.meta.url)),
  usage: { prompt: 132, completion: 60, total: 192, cached: 100, reasoning: 45 },
  errors: [
    refusal(401, 'authentication_error', 'invalid x-api-key', 'auth'),
    refusal(403, 'permission_error', 'Your API key does not have permission.', 'auth'),
    refusal(404, 'not_found_error', 'model: claude-3-5-haiku-20241022', 'not_found'),
    refusal(400, 'invalid_request_error', 'max_tokens: Field required', 'invalid_request'),
    refusal(
      400,
      'invalid_request_error',
      'prompt is too long: 9 tokens > 8 maximum',
      'context_length',
    ),
    refusal(413, 'request_too_large', 'Request exceeds the maximum size', 'invalid_request'),
    { ...refusal(402, 'billing_error', 'No credit.', 'rate_limited'), code: 'insufficient_quota' },
    { ...refusal(429, 'rate_limit_error', 'Slow down.', 'rate_limited', '7'), retryAfterMs: 7_000 },
    refusal(500, 'api_error', 'Internal server error', 'unavailable'),
    refusal(504, 'timeout_error', 'Request timed out.', 'timeout'),
    refusal(529, 'overloaded_error', 'Overloaded', 'overloaded'),
  ],
  failingStreams: [
    { name: 'an overload', bytes: failing('overloaded_error'), kind: 'overloaded' },
    { name: 'an error of tomorrow', bytes: failing('flare_error'), kind: 'unavailable' },
  ],
  readRequest: readAnthropicRequest,
});

function refusal(
  status: number,
  type: string,
  message: string,
  kind: RecordedError['kind'],
  retryAfter?: string,
): RecordedError {
  const headers = { ...json, ...(retryAfter ? { 'retry-after': retryAfter } : {}) };
  const body = JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });
  return { name: `${status} ${message}`, head: { status, headers }, body, kind };
}

function failing(type: string): Buffer {
  const error = { type: 'error', error: { type, message: 'Sorry.' } };
  return Buffer.from(`event: error\ndata: ${JSON.stringify(error)}\n\n`);
}
