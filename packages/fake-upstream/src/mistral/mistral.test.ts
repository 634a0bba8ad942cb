import { Mistral } from '@mistralai/mistralai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asObject } from '../json-value.ts';
import { startFakeUpstream, type FakeUpstream } from '../start-fake-upstream.ts';

let fake: FakeUpstream;
let client: Mistral;
const model = 'mistral-small-latest';

beforeAll(async () => {
  fake = await startFakeUpstream();
  client = sdk(fake.credentials.mistral);
});
afterAll(() => fake.close());

/** The SDK appends `/v1/…` to a server's URL. */
function sdk(apiKey: string): Mistral {
  const serverURL = fake.baseUrls.mistral.replace(/\/v1$/, '');
  return new Mistral({ apiKey, serverURL, retryConfig: { strategy: 'none' } });
}

const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
      },
    },
  },
];

function user(content: string) {
  return { role: 'user' as const, content };
}

/** The request the SDK would not let us send. */
async function post(body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${fake.baseUrls.mistral}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${fake.credentials.mistral}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe("Mistral's official SDK accepts the fake", () => {
  it('echoes the last user message', async () => {
    const completion = await client.chat.complete({ model, messages: [user('Bonjour à tous')] });
    expect(completion.choices[0]).toMatchObject({
      finishReason: 'stop',
      message: { content: 'Bonjour à tous' },
    });
    expect(completion.usage).toMatchObject({ promptTokens: 3, completionTokens: 3 });
  });

  it('streams the same words, with the usage in the last chunk', async () => {
    const stream = await client.chat.stream({ model, messages: [user('Bonjour à tous')] });
    let text = '';
    let last;
    for await (const { data } of stream) {
      const { content } = data.choices[0]?.delta ?? {};
      if (typeof content === 'string') text += content;
      last = data;
    }
    expect(text).toBe('Bonjour à tous');
    expect(last).toMatchObject({
      choices: [{ finishReason: 'stop' }],
      usage: { promptTokens: 3, totalTokens: 6 },
    });
  });

  it('calls tools under ids of nine letters and digits, and takes the results', async () => {
    const asked = [user('call get_weather for Paris and Rome')];
    const { choices } = await client.chat.complete({ model, messages: asked, tools });
    const calls = choices[0]?.message?.toolCalls ?? [];
    expect(calls).toHaveLength(2);
    for (const { id } of calls) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    const second = await client.chat.complete({
      model,
      tools,
      messages: [
        ...asked,
        { role: 'assistant', toolCalls: calls },
        ...calls.map(({ id, function: { name } }) => ({
          role: 'tool' as const,
          toolCallId: id ?? '',
          name,
          content: 'sunny',
        })),
      ],
    });
    expect(second.choices[0]?.message?.content).toBe('The tool answered: sunny; sunny');
  });

  it('streams whole tool calls in the chunk that finishes', async () => {
    const messages = [user('call get_weather for Paris')];
    const stream = await client.chat.stream({ model, messages, tools });
    const chunks = [];
    for await (const { data } of stream) chunks.push(data);
    expect(chunks.at(-1)?.choices[0]).toMatchObject({
      finishReason: 'tool_calls',
      delta: { toolCalls: [{ function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] },
    });
  });

  it('thinks in parts of the content where reasoning is asked for', async () => {
    const completion = await client.chat.complete({
      model,
      messages: [user('Hello')],
      reasoningEffort: 'high',
    });
    expect(completion.choices[0]?.message?.content).toEqual([
      expect.objectContaining({ type: 'thinking' }),
      { type: 'text', text: 'Hello' },
    ]);
  });

  it('answers in the schema asked for, and stops at the most tokens', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } } };
    const shaped = await client.chat.complete({
      model,
      messages: [user('Ada')],
      responseFormat: {
        type: 'json_schema',
        jsonSchema: { name: 'person', schemaDefinition: schema },
      },
    });
    expect(shaped.choices[0]?.message?.content).toBe('{"name":"Ada"}');
    const cut = await client.chat.complete({
      model,
      messages: [user('one two three')],
      maxTokens: 2,
    });
    expect(cut.choices[0]).toMatchObject({
      finishReason: 'length',
      message: { content: 'one two' },
    });
  });

  it('lists models with their deprecation', async () => {
    const { data = [] } = await client.models.list();
    expect(data).toContainEqual(
      expect.objectContaining({
        id: 'mistral-medium-2508',
        deprecationReplacementModel: 'mistral-medium-3-5',
      }),
    );
  });

  it('raises the errors of faults and of a wrong key', async () => {
    const failing = client.chat.complete({ model, messages: [user('Hi [fault: 429]')] });
    await expect(failing).rejects.toMatchObject({
      statusCode: 429,
      body: expect.stringMatching(/"code":"1300"/),
    });
    const wrong = sdk('wrong').chat.complete({ model, messages: [user('Hi')] });
    await expect(wrong).rejects.toMatchObject({
      statusCode: 401,
      body: '{"detail":"Unauthorized"}',
    });
  });
});

describe("Mistral's strict schema", () => {
  it.each([
    ['max_completion_tokens', { max_completion_tokens: 5 }],
    ['seed', { seed: 1 }],
    ['stream_options', { stream_options: { include_usage: true } }],
    ['user', { user: 'me' }],
    ['logit_bias', { logit_bias: {} }],
    ['store', { store: true }],
  ])('refuses %s with 422 extra_forbidden', async (field, extra) => {
    const answer = await post({ model, messages: [user('Hi')], ...extra });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      object: 'error',
      message: { detail: [{ type: 'extra_forbidden', loc: ['body', field] }] },
      type: 'invalid_request_error',
    });
  });

  it.each([
    ['a developer message', { messages: [{ role: 'developer', content: 'x' }] }],
    ['a name on a user message', { messages: [{ ...user('x'), name: 'Ada' }] }],
    [
      'reasoning on an assistant message',
      { messages: [{ role: 'assistant', content: 'x', reasoning_content: 'y' }, user('x')] },
    ],
    ['a temperature above 1.5', { messages: [user('x')], temperature: 1.8 }],
    [
      'a json_schema without its schema',
      {
        messages: [user('x')],
        response_format: { type: 'json_schema', json_schema: { name: 'n' } },
      },
    ],
  ])('refuses %s', async (_what, body) => {
    expect((await post({ model, ...body })).status).toBe(422);
  });

  it.each([
    [
      'call_abc',
      '3280',
      'Tool call id was call_abc but must be a-z, A-Z, 0-9, with a length of 9.',
    ],
  ])('refuses the tool id %s with code %s', async (id, code, message) => {
    const call = { id, type: 'function', function: { name: 'f', arguments: '{}' } };
    const answer = await post({
      model,
      messages: [
        user('x'),
        { role: 'assistant', content: '', tool_calls: [call] },
        { role: 'tool', tool_call_id: id, content: 'y' },
      ],
    });
    expect(answer).toMatchObject({ status: 400, body: { code, message } });
  });

  it.each([
    ['user after tool', ['user', 'call', 'tool', 'user']],
    ['tool after user', ['user', 'tool']],
    ['system after assistant', ['user', 'assistant', 'system', 'user']],
    ['a call without its result', ['user', 'call', 'user']],
    ['an assistant at the end', ['user', 'assistant']],
  ])('refuses %s with code 3230', async (_what, roles) => {
    const messages = roles.map((role) => {
      const id = 'abcdefghi';
      const calls = [{ id, function: { name: 'f', arguments: '{}' } }];
      if (role === 'call') return { role: 'assistant', tool_calls: calls };
      return { role, content: 'x', ...(role === 'tool' ? { tool_call_id: id } : {}) };
    });
    const answer = await post({ model, messages });
    expect(answer).toMatchObject({ status: 400, body: { code: '3230' } });
  });

  it('answers a blocked prompt with the 403 of a guardrail', async () => {
    const answer = await post({ model, messages: [user('Hi [filtered]')] });
    expect(answer.status).toBe(403);
    expect(asObject(answer.body)['error']).toMatchObject({
      message: 'Content blocked by guardrail',
    });
  });
});
