import { Anthropic } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../start-fake-upstream.ts';

let fake: FakeUpstream;
let client: Anthropic;
const model = 'claude-haiku-4-5-20251001';

beforeAll(async () => {
  fake = await startFakeUpstream();
  client = sdk(fake.credentials.anthropic);
});
afterAll(() => fake.close());

function sdk(apiKey: string): Anthropic {
  return new Anthropic({ apiKey, baseURL: fake.baseUrls.anthropic, maxRetries: 0 });
}

const tools: Anthropic.Tool[] = [
  {
    name: 'get_weather',
    input_schema: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
];

function params(
  content: string,
  more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
): Anthropic.MessageCreateParamsNonStreaming {
  return { model, max_tokens: 100, messages: [{ role: 'user', content }], ...more };
}

describe("Anthropic's official SDK accepts the fake", () => {
  it('echoes the last user message', async () => {
    const message = await client.messages.create(params('Good morning, operator'));
    expect(message.content).toEqual([{ type: 'text', text: 'Good morning, operator' }]);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage).toMatchObject({ input_tokens: 3, output_tokens: 3 });
  });

  it('streams the same words', async () => {
    const stream = client.messages.stream(params('Grüße aus 東京 👋'));
    expect(await stream.finalText()).toBe('Grüße aus 東京 👋');
  });

  it('calls tools in parallel, streamed too, and takes the results', async () => {
    const asked = params('call get_weather for Paris and Rome', { tools });
    const { content, stop_reason } = await client.messages.stream(asked).finalMessage();
    expect(stop_reason).toBe('tool_use');
    const uses = content.filter((block) => block.type === 'tool_use');
    expect(uses.map(({ input }) => input)).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    const second = await client.messages.create({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content },
        {
          role: 'user',
          content: uses.map(({ id }) => ({
            type: 'tool_result' as const,
            tool_use_id: id,
            content: 'sunny',
          })),
        },
      ],
    });
    expect(second.content).toEqual([{ type: 'text', text: 'The tool answered: sunny; sunny' }]);
  });

  it('thinks where it is asked to, and keeps to a schema', async () => {
    const thought = await client.messages
      .stream(params('Hello', { thinking: { type: 'adaptive' } }))
      .finalMessage();
    expect(thought.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    const schema = { type: 'object', properties: { name: { type: 'string' } } };
    const shaped = await client.messages.create(
      params('Ada', { output_config: { format: { type: 'json_schema', schema } } }),
    );
    expect(shaped.content).toEqual([{ type: 'text', text: '{"name":"Ada"}' }]);
  });

  it.each([
    ['one two three', { max_tokens: 2 }, 'max_tokens'],
    ['one two three', { stop_sequences: ['two'] }, 'stop_sequence'],
    ['one two [filtered]', {}, 'refusal'],
  ])('stops %s with %o as %s', async (text, more, reason) => {
    const message = await client.messages.create(params(text, more));
    expect(message.stop_reason).toBe(reason);
  });

  it('lists models', async () => {
    const ids = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain(model);
  });

  it('raises the errors of faults, of streams and of a wrong key', async () => {
    const failing = client.messages.create(params('Hi [fault: 529]'));
    await expect(failing).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
    const stream = client.messages.stream(params('one two three [fault: exception-in-stream]'));
    await expect(stream.finalText()).rejects.toMatchObject({ type: 'overloaded_error' });
    await expect(sdk('wrong').messages.create(params('Hi'))).rejects.toMatchObject({
      status: 401,
      type: 'authentication_error',
    });
  });

  it.each([
    ['an assistant first', { messages: [{ role: 'assistant', content: 'x' }] }, 'first message'],
    ['no content', { messages: [{ role: 'user', content: '' }] }, 'non-empty content'],
    ['a developer message', { messages: [{ role: 'developer', content: 'x' }] }, 'first message'],
    ['unknown fields', { seed: 1 }, 'seed: Extra inputs are not permitted'],
    [
      'a call without its result',
      {
        messages: [
          { role: 'user', content: 'x' },
          {
            role: 'assistant',
            content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }],
          },
          { role: 'user', content: 'x' },
        ],
      },
      'without `tool_result` blocks',
    ],
  ])('refuses %s', async (_what, more, message) => {
    const response = await fetch(`${fake.baseUrls.anthropic}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': fake.credentials.anthropic, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({ ...params('Hi'), ...more }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });
});
