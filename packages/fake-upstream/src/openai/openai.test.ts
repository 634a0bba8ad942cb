import {
  BadRequestError,
  InternalServerError,
  NotFoundError,
  OpenAI,
  RateLimitError,
} from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../start-fake-upstream.ts';

let fake: FakeUpstream;
let client: OpenAI;

beforeAll(async () => {
  fake = await startFakeUpstream();
  client = sdk(fake.credentials.openai);
});
afterAll(() => fake.close());

function sdk(apiKey: string): OpenAI {
  return new OpenAI({ apiKey, baseURL: fake.baseUrls.openai, maxRetries: 0 });
}

const weather: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { unit: { type: 'string', enum: ['C', 'F'] }, city: { type: 'string' } },
      required: ['city', 'unit'],
    },
  },
};

function ask(content: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) {
  return client.chat.completions.create({
    model: 'gpt-4o',
    messages: [{ role: 'user', content }],
    ...more,
  });
}

describe("OpenAI's official SDK accepts the fake", () => {
  it('echoes the last user message, with usage and a request id', async () => {
    const completion = await ask('Good morning, operator');
    expect(completion.choices[0]?.message.content).toBe('Good morning, operator');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 3 });
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('streams the same words, and the usage when it is asked for', async () => {
    const stream = client.chat.completions.stream({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Grüße aus 東京 👋' }],
      stream_options: { include_usage: true },
    });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]?.message.content).toBe('Grüße aus 東京 👋');
    expect(completion.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 4 });
  });

  it('calls a tool where the message asks for it, and takes the result', async () => {
    const first = await ask('call get_weather for Paris', { tools: [weather] });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(call).toMatchObject({
      type: 'function',
      function: { name: 'get_weather', arguments: '{"unit":"C","city":"Paris"}' },
    });
    const second = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [
        { role: 'user', content: 'call get_weather for Paris' },
        message ?? { role: 'assistant' },
        { role: 'tool', tool_call_id: call?.id ?? '', content: '21 degrees' },
      ],
      tools: [weather],
    });
    expect(second.choices[0]?.message.content).toBe('The tool answered: 21 degrees');
  });

  it('streams parallel tool calls in pieces that the SDK puts together', async () => {
    const completion = await client.chat.completions
      .stream({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'call get_weather for Paris and Rome' }],
        tools: [weather],
      })
      .finalChatCompletion();
    const calls = completion.choices[0]?.message.tool_calls ?? [];
    expect(calls.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
      '{"unit":"C","city":"Paris"}',
      '{"unit":"C","city":"Rome"}',
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('honours tool_choice and parallel_tool_calls', async () => {
    const two = 'call get_weather for Paris and Rome';
    const none = await ask(two, { tools: [weather], tool_choice: 'none' });
    expect(none.choices[0]?.message.content).toBe(two);
    const one = await ask(two, { tools: [weather], parallel_tool_calls: false });
    expect(one.choices[0]?.message.tool_calls).toHaveLength(1);
    const forced = await ask('anything', { tools: [weather], tool_choice: 'required' });
    expect(forced.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { arguments: '{"unit":"C","city":"anything"}' },
    });
  });

  it('answers in the schema asked for', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        tags: { type: 'array', items: { $ref: '#/$defs/t' } },
      },
      required: ['name', 'tags'],
      $defs: { t: { type: 'integer', minimum: 7 } },
    };
    const completion = await ask('Ada', {
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema } },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
      name: 'Ada',
      tags: [7],
    });
  });

  it('stops at a stop sequence, at the most tokens, and at a filter', async () => {
    const stopped = await ask('one two three four', { stop: ['three'] });
    expect(stopped.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'one two ' },
    });
    const cut = await ask('one two three four', { max_tokens: 2 });
    expect(cut.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'one two' },
    });
    const filtered = await ask('one two three four [filtered]');
    expect(filtered.choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: 'one two' },
    });
  });

  it('says what images it was shown', async () => {
    const url = `data:image/png;base64,${Buffer.alloc(68).toString('base64')}`;
    const completion = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });
    expect(completion.choices[0]?.message.content).toBe('Look (image/png, 68 bytes)');
  });

  it('counts reasoning and cached tokens', async () => {
    const completion = await ask('one two three [cached: 2]', {
      model: 'gpt-6-luna',
      reasoning_effort: 'low',
    });
    expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(2);
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBe(6);
  });

  it('refuses what the vendor refuses, in its words', async () => {
    await expect(ask('Hello', { model: 'gpt-6-luna', max_tokens: 5 })).rejects.toMatchObject({
      constructor: BadRequestError,
      code: 'unsupported_parameter',
      param: 'max_tokens',
    });
    await expect(
      client.chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'tool', tool_call_id: 'call_1', content: 'late' }],
      }),
    ).rejects.toThrow("messages with role 'tool' must be a response");
    await expect(ask('Hello', { model: 'no-such-model' })).rejects.toMatchObject({
      constructor: NotFoundError,
      code: 'model_not_found',
    });
    const odd: object = { frequency_penality: 1 };
    await expect(ask('Hello', odd)).rejects.toMatchObject({ code: 'unknown_parameter' });
  });

  it('raises the error a fault asks for', async () => {
    await expect(ask('Hello [fault: 429 retry-after=2]')).rejects.toSatisfy(
      (error) => error instanceof RateLimitError && error.headers.get('retry-after') === '2',
    );
    await expect(ask('Hello [fault: 500]')).rejects.toBeInstanceOf(InternalServerError);
    await expect(ask('Hello [fault: context-length]')).rejects.toMatchObject({
      code: 'context_length_exceeded',
    });
  });

  it('refuses a wrong key', async () => {
    const wrong = sdk('sk-wrong-wrong-wrong-wrong');
    await expect(wrong.models.list()).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    const response = await fetch(`${fake.baseUrls.openai}/models`);
    expect(response.status).toBe(401);
  });

  it('lists models', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toContain('gpt-4o-mini');
    expect(await client.models.retrieve('gpt-4o')).toMatchObject({ shutdown_date: '2027-01-14' });
  });
});

describe('PolyLLM', () => {
  it('takes fields that OpenAI does not know', async () => {
    const poly = new OpenAI({
      apiKey: fake.credentials.polyllm,
      baseURL: fake.baseUrls.polyllm,
      maxRetries: 0,
    });
    const extra = { voice: 'calm' };
    const completion = await poly.chat.completions.create({
      model: 'polyllm',
      messages: [{ role: 'user', content: 'Hello' }],
      ...extra,
    });
    expect(completion.choices[0]?.message.content).toBe('Hello');
    expect(fake.seen.at(-1)).toMatchObject({ vendor: 'polyllm', body: extra });
  });
});
