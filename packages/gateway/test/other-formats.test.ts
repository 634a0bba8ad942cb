import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { EndpointAuth } from '@jackfield/gateway-config';
import { Secret } from '@jackfield/gateway-config';
import { sendJson, sendStream, startFakeUpstream } from './fake-upstream.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { recordedBytes } from './recorded-answers.ts';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
  upstreamCredential,
} from './start-gateway.ts';

const geminiFixtures = new URL('../src/providers/gemini/fixtures/', import.meta.url);
const mistralFixtures = new URL('../src/providers/mistral/fixtures/', import.meta.url);

const googleKey: EndpointAuth = {
  kind: 'header',
  name: 'x-goog-api-key',
  prefix: '',
  credential: new Secret(upstreamCredential),
};

function geminiAt(url: string) {
  return modelAt(url, {
    id: 'gemini/gemini-3.8-flash',
    provider: 'gemini',
    upstreamModel: 'gemini-3.8-flash',
    endpoint: { ready: true, poolKey: 'gemini 1', baseUrl: url, auth: googleKey, trusted: true },
  });
}

test('carries a streamed turn to Gemini with its key in the header, and names what was dropped', async () => {
  await using upstream = await startFakeUpstream((response) => {
    sendStream(response, recordedBytes(geminiFixtures, 'text.sse'));
  });
  await using gateway = await startGateway(configOf([choice(geminiAt(upstream.url))]));
  const response = await postTurn(gateway, { ...hello, stream: true, logit_bias: { '1': 1 } });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-jackfield-dropped')).toBe('logit_bias');
  expect(response.headers.get('x-jackfield-model')).toBe('gemini/gemini-3.8-flash');
  const events = await eventsOf(response);
  expect(textOf(events)).toBe('Hello, wörld 👋');
  expect(events.at(-1)).toBe('[DONE]');
  const [seen] = upstream.seen;
  expect(seen?.path).toBe('/v1/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse');
  expect(seen?.headers['x-goog-api-key']).toBe(upstreamCredential);
  expect(seen?.headers.authorization).toBeUndefined();
  expect(seen?.body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] });
  expect(gateway.records[0]).toMatchObject({ promptTokens: 29, completionTokens: 15 });
});

test('gives the official SDK a Gemini tool call whose signature it sends back', async () => {
  await using upstream = await startFakeUpstream((response) => {
    sendStream(response, recordedBytes(geminiFixtures, 'tool-call.sse'));
  });
  await using gateway = await startGateway(configOf([choice(geminiAt(upstream.url))]));
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: agentKey, maxRetries: 0 });
  const ask = { role: 'user' as const, content: 'The weather in Paris?' };
  const answer = await client.chat.completions
    .stream({ model: 'default', messages: [ask] })
    .finalChatCompletion();
  const message = answer.choices[0]?.message;
  expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
  expect(message?.tool_calls?.[0]).toMatchObject({
    function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
  });
  if (message === undefined) return;
  const results = (message.tool_calls ?? []).map(({ id }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: '18 degrees',
  }));
  await client.chat.completions
    .stream({ model: 'default', messages: [ask, message, ...results] })
    .finalChatCompletion();
  expect(upstream.seen[1]?.body).toMatchObject({
    contents: [
      { role: 'user' },
      { role: 'model', parts: [{ thoughtSignature: expect.stringMatching(/^EqsFCqgF/) }] },
      { role: 'user', parts: [{ functionResponse: { response: { output: '18 degrees' } } }] },
    ],
  });
});

test('tells the caller of a wrong Gemini key, which Google answers with 400, that it is our fault', async () => {
  await using upstream = await startFakeUpstream((response, { headers }) => {
    const words = `API key not valid: ${String(headers['x-goog-api-key'])}`;
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ];
    sendJson(
      response,
      { error: { code: 400, message: words, status: 'INVALID_ARGUMENT', details } },
      400,
    );
  });
  await using gateway = await startGateway(configOf([choice(geminiAt(upstream.url))]));
  const response = await postTurn(gateway, hello);
  expect(response.status).toBe(502);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'provider_auth_failed' } });
  expect(text + JSON.stringify(gateway.logs)).not.toContain(upstreamCredential);
});

test('closes Gemini’s stream when the caller hangs up', async () => {
  await using upstream = await startFakeUpstream((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}\r\n\r\n');
  });
  await using gateway = await startGateway(configOf([choice(geminiAt(upstream.url))]));
  const caller = new AbortController();
  const response = await postTurn(gateway, { ...hello, stream: true }, { signal: caller.signal });
  expect(response.status).toBe(200);
  caller.abort();
  await upstream.seen[0]?.closed;
  expect(upstream.seen).toHaveLength(1);
});

test('carries a turn to Mistral in its strict form, and its thinking back', async () => {
  await using upstream = await startFakeUpstream((response) => {
    sendStream(response, recordedBytes(mistralFixtures, 'reasoning.sse'));
  });
  const model = modelAt(upstream.url, { id: 'mistral/mistral-small-4', provider: 'mistral' });
  await using gateway = await startGateway(
    configOf([choice(model, { parameters: { temperature: 1.8 } })]),
  );
  const response = await postTurn(gateway, {
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
    user: 'user-1',
  });
  expect(response.headers.get('x-jackfield-dropped')).toBe('user');
  const events = await eventsOf(response);
  expect(textOf(events)).toBe('Four.');
  expect(events).toContainEqual(expect.objectContaining({ choices: [], usage: expect.anything() }));
  expect(JSON.stringify(events)).toContain('"reasoning_content":"Two and "');
  expect(upstream.seen[0]?.body).toEqual({
    ...hello,
    model: 'upstream-model',
    stream: true,
    temperature: 1.5,
  });
});
