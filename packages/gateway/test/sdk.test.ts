import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, streamText, tool } from 'ai';
import OpenAI, { AuthenticationError, NotFoundError, RateLimitError } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  done,
  helloCompletion,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
  type StartedGateway,
} from './start-gateway.ts';

let upstream: FakeUpstream;
let gateway: StartedGateway;
let openai: OpenAI;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: agentKey, maxRetries: 0 });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

beforeEach(() => {
  upstream.answer = sayHello;
});

const messages = [{ role: 'user' as const, content: 'Hi' }];
const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const callEvents = [
  chunk({ role: 'assistant', content: null }),
  chunk({
    tool_calls: [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } },
    ],
  }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] }),
  chunk({}, 'tool_calls'),
  done,
].join('');

describe('the openai SDK', () => {
  test('streams', async () => {
    const stream = await openai.chat.completions.create({
      model: 'default',
      messages,
      stream: true,
    });
    let text = '';
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe('Hello, wörld 👋');
  });

  test('streams by its .stream() helper', async () => {
    const final = await openai.chat.completions
      .stream({ model: 'front-desk', messages })
      .finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe('Hello, wörld 👋');
    expect(final.choices[0]?.finish_reason).toBe('stop');
  });

  test('gets a whole answer', async () => {
    const { data, response, request_id } = await openai.chat.completions
      .create({ model: 'default', messages })
      .withResponse();
    expect(data.choices[0]?.message.content).toBe('Hello, wörld 👋');
    expect(data.usage?.total_tokens).toBe(13);
    expect(request_id).toBe(response.headers.get('x-request-id'));
  });

  test('calls a tool, in a stream', async () => {
    upstream.answer = (response) => sendStream(response, callEvents);
    const final = await openai.chat.completions
      .stream({ model: 'default', messages, tools: [weather] })
      .finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      id: 'call_1',
      function: { name: 'weather', arguments: '{"city":"Paris"}' },
    });
  });

  test('gets a stream from an upstream that answers JSON', async () => {
    upstream.answer = (response) => sendJson(response, helloCompletion);
    const final = await openai.chat.completions
      .stream({ model: 'default', messages })
      .finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe('Hello, wörld 👋');
  });

  test('throws its own error classes, with code and request id', async () => {
    const wrong = new OpenAI({
      baseURL: `${gateway.url}/v1`,
      apiKey: 'jf_agent_wrong',
      maxRetries: 0,
    });
    const refused = await wrong.chat.completions
      .create({ model: 'default', messages })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AuthenticationError);
    expect(refused).toMatchObject({
      code: 'invalid_api_key',
      requestID: expect.stringMatching(/^req_/),
    });
    await expect(
      openai.chat.completions.create({ model: 'gpt-4o', messages }),
    ).rejects.toBeInstanceOf(NotFoundError);
    upstream.answer = (response) => sendJson(response, { error: { message: 'slow' } }, 429);
    await expect(
      openai.chat.completions.create({ model: 'default', messages }),
    ).rejects.toBeInstanceOf(RateLimitError);
  });

  test('does not retry what is of no use', async () => {
    const retrying = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: agentKey, maxRetries: 2 });
    const before = upstream.seen.length;
    upstream.answer = (response) => void response.writeHead(401).end();
    await expect(retrying.chat.completions.create({ model: 'default', messages })).rejects.toThrow(
      'credential',
    );
    expect(upstream.seen.length).toBe(before + 1);
  });

  test('throws when a stream breaks off', async () => {
    const gate = Promise.withResolvers<void>();
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: '' }) + chunk({ content: 'Hel' }));
      await gate.promise;
      response.end();
    };
    const stream = await openai.chat.completions.create({
      model: 'default',
      messages,
      stream: true,
    });
    let text = '';
    const reading = (async () => {
      for await (const part of stream) {
        text += part.choices[0]?.delta.content ?? '';
        gate.resolve();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'upstream_truncated' });
    expect(text).toBe('Hel');
  });

  test('lists models', async () => {
    const names = [];
    for await (const model of openai.models.list()) names.push(model.id);
    expect(names).toEqual(['front-desk', 'default']);
  });
});

describe('the Vercel AI SDK', () => {
  const provider = () =>
    createOpenAICompatible({ name: 'jackfield', baseURL: `${gateway.url}/v1`, apiKey: agentKey });

  test('gets a whole answer', async () => {
    const { text, finishReason } = await generateText({
      model: provider()('default'),
      prompt: 'Hi',
    });
    expect(text).toBe('Hello, wörld 👋');
    expect(finishReason).toBe('stop');
  });

  test('streams', async () => {
    const { textStream } = streamText({ model: provider()('default'), prompt: 'Hi' });
    let text = '';
    for await (const part of textStream) text += part;
    expect(text).toBe('Hello, wörld 👋');
  });

  test('calls a tool', async () => {
    upstream.answer = (response) => sendStream(response, callEvents);
    const { toolCalls } = streamText({
      model: provider()('default'),
      prompt: 'Weather?',
      tools: {
        weather: tool({
          inputSchema: jsonSchema<{ city: string }>(weather.function.parameters as object),
        }),
      },
    });
    expect(await toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'Paris' } }]);
  });

  test('throws the gateway’s error', async () => {
    upstream.answer = (response) =>
      sendJson(response, { error: { message: 'No such tool', code: 'bad_tool' } }, 400);
    await expect(
      generateText({ model: provider()('default'), prompt: 'Hi', maxRetries: 0 }),
    ).rejects.toThrow('No such tool');
  });
});
