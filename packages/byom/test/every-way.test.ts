import OpenAI, { AuthenticationError, BadRequestError, RateLimitError } from 'openai';
import { describe, expect, test } from 'vitest';
import { Refusal, type Reply } from '../src/index.ts';
import { lastText } from './last-text.ts';
import { waysToServe, type Served } from './serve.ts';

const credential = 'k-1234567890';
const messages = [{ role: 'user' as const, content: 'Hi' }];
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const tool = { type: 'function' as const, function: { name: 'look_up' } };

/** Does what the last message says. */
const obedient: Reply = async function* obedient(request) {
  const asked = lastText(request);
  if (asked === 'refuse') {
    throw new Refusal(429, 'rate_limit_exceeded', 'Too many calls.', {
      headers: { 'retry-after': '7', 'x-should-retry': 'false' },
    });
  }
  if (asked === 'break') {
    yield 'Half';
    throw new Error('private detail');
  }
  if (asked === 'call') {
    yield { toolCall: { name: 'look_up', arguments: { city: 'Oslo' } } };
    yield { toolCall: { name: 'look_up', arguments: inPieces('{"city":', '"Bergen"}') } };
    return { usage };
  }
  yield 'Grüß dich, ';
  yield '👋 caller.';
  return { usage };
};

async function* inPieces(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

describe.each(Object.entries(waysToServe))('%s', (_name, serve) => {
  const start = async (
    reply: Reply = obedient,
  ): Promise<Served & { openai: OpenAI; errors: unknown[] }> => {
    const errors: unknown[] = [];
    const served = await serve({
      auth: { method: 'either', credential },
      models: ['mine'],
      reply,
      onError: (error) => errors.push(error),
    });
    const openai = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: credential, maxRetries: 0 });
    return { ...served, openai, errors };
  };
  const ask = (content: string) => ({
    model: 'mine',
    messages: [{ role: 'user' as const, content }],
  });

  test('answers whole', async () => {
    await using server = await start();
    const { data, request_id: requestId } = await server.openai.chat.completions
      .create({ model: 'mine', messages })
      .withResponse();
    expect(data).toMatchObject({ model: 'mine', usage });
    expect(data.choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: 'Grüß dich, 👋 caller.', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ]);
    expect(requestId).toMatch(/^req_[0-9a-f]{32}$/);
  });

  test('streams', async () => {
    await using server = await start();
    const final = await server.openai.chat.completions
      .stream({ model: 'mine', messages, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(final.choices[0]).toMatchObject({
      message: { role: 'assistant', content: 'Grüß dich, 👋 caller.' },
      finish_reason: 'stop',
    });
    expect(final.usage).toEqual(usage);
  });

  test.each([true, false])('calls two tools at once (stream: %s)', async (stream) => {
    await using server = await start();
    const asked = { ...ask('call'), tools: [tool] };
    const final = stream
      ? await server.openai.chat.completions.stream(asked).finalChatCompletion()
      : await server.openai.chat.completions.create(asked);
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
    const calls = final.choices[0]?.message.tool_calls ?? [];
    expect(calls).toMatchObject([
      { type: 'function', function: { name: 'look_up', arguments: '{"city":"Oslo"}' } },
      { type: 'function', function: { name: 'look_up', arguments: '{"city":"Bergen"}' } },
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  test('lists its models', async () => {
    await using server = await start();
    const { data } = await server.openai.models.list();
    expect(data.map(({ id }) => id)).toEqual(['mine']);
  });

  test('refuses a wrong credential', async () => {
    await using server = await start();
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    const refused = await stranger.chat.completions
      .create({ model: 'mine', messages })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AuthenticationError);
    expect(refused).toMatchObject({ code: 'invalid_api_key' });
  });

  test.each([true, false])('tells a refusal as it was thrown (stream: %s)', async (stream) => {
    await using server = await start();
    const refused = await server.openai.chat.completions
      .create({ ...ask('refuse'), stream })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RateLimitError);
    expect(refused).toMatchObject({
      code: 'rate_limit_exceeded',
      error: { message: 'Too many calls.' },
    });
    // Holds: it is one, as was just expected.
    expect((refused as RateLimitError).headers.get('retry-after')).toBe('7');
    expect(server.errors).toEqual([]);
  });

  test('ends a stream that breaks with an error, and keeps the reason to its owner', async () => {
    await using server = await start();
    const stream = await server.openai.chat.completions.create({ ...ask('break'), stream: true });
    let text = '';
    const read = async (): Promise<void> => {
      for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toMatchObject({ code: 'model_failed' });
    expect(text).toBe('Half');
    expect(server.errors).toEqual([new Error('private detail')]);
  });

  test('names the field of a request that it can’t answer', async () => {
    await using server = await start();
    const refused = await server.openai.chat.completions
      .create({ model: 'mine', messages, n: 2 })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadRequestError);
    expect(refused).toMatchObject({ param: 'n', code: 'unsupported_value' });
  });

  test('takes a message of 100 kB', async () => {
    let heard = 0;
    await using server = await start(async function* listen(request) {
      heard = lastText(request).length;
      yield 'Heard.';
    });
    await server.openai.chat.completions.create(ask('x'.repeat(102_400)));
    expect(heard).toBe(102_400);
  });

  test('aborts and returns the reply when the caller leaves', async () => {
    const ended = Promise.withResolvers<string>();
    await using server = await start(async function* endless(_request, { signal }) {
      try {
        yield 'one';
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('left')));
        });
      } finally {
        ended.resolve(signal.aborted ? 'aborted' : 'ended by itself');
      }
    });
    const stream = await server.openai.chat.completions.create({ ...ask('go on'), stream: true });
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    expect(await ended.promise).toBe('aborted');
    expect(server.errors).toEqual([]);
  });

  test('aborts the reply of a caller that leaves before a word was said', async () => {
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    // oxlint-disable-next-line require-yield -- It is left before it could.
    await using server = await start(async function* thinking(_request, { signal }) {
      asked.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.resolve();
    });
    const leaving = new AbortController();
    const call = server.openai.chat.completions
      .create(ask('think'), { signal: leaving.signal })
      .catch((error: unknown) => error);
    await asked.promise;
    leaving.abort();
    await call;
    await ended.promise;
    expect(server.errors).toEqual([]);
  });

  test('ends the arguments of a tool call when the caller leaves in the middle of them', async () => {
    const ended = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          yield '{"a":1}';
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended.resolve();
      }
    }
    await using server = await start(async function* callTool() {
      yield { toolCall: { name: 'look_up', arguments: endless() } };
    });
    const stream = await server.openai.chat.completions.create({ ...ask('call'), stream: true });
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    await ended.promise;
    expect(server.errors).toEqual([]);
  });

  test('answers a refusal that no header can carry, and goes on', async () => {
    await using server = await start(async function* careless(request) {
      if (lastText(request) === 'refuse') {
        throw new Refusal(429, 'slow_down', 'Slow down.', { headers: { 'x-why': 'line\nbreak' } });
      }
      yield 'Hello';
    });
    const refused = server.openai.chat.completions.create(ask('refuse'));
    await expect(refused).rejects.toMatchObject({ status: 500, code: 'model_failed' });
    expect(server.errors).toHaveLength(1);
    const { choices } = await server.openai.chat.completions.create(ask('hello'));
    expect(choices[0]?.message.content).toBe('Hello');
  });

  test('asks the reply for no more than a slow caller can take', async () => {
    let yielded = 0;
    const left = Promise.withResolvers<number>();
    await using server = await start(async function* flood() {
      try {
        for (; yielded < 1_000; yielded += 1) yield 'x'.repeat(1_048_576);
      } finally {
        left.resolve(yielded);
      }
    });
    const stream = await server.openai.chat.completions.create({ ...ask('flood'), stream: true });
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    // What fits the sockets' buffers is a few megabytes; all of it would be a thousand.
    expect(await left.promise).toBeLessThan(100);
  });
});
