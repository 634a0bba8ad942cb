import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Collector } from './collect.ts';
import { toChunks } from './to-chunks.ts';
import type { AssistantMessage, ChatCompletion, ToolCall } from './types.ts';

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function completionOf(message: Partial<AssistantMessage>, finishReason = 'stop'): ChatCompletion {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'm',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, ...message },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
  };
}

function deltasOf(completion: ChatCompletion): [unknown, string | null][] {
  return toChunks(completion, false).flatMap(({ choices }) =>
    choices.map(({ delta, finish_reason }): [unknown, string | null] => [delta, finish_reason]),
  );
}

test('sends the role, then the content, then the finish reason', () => {
  expect(deltasOf(completionOf({ content: 'Hello' }))).toEqual([
    [{ role: 'assistant', content: '' }, null],
    [{ content: 'Hello' }, null],
    [{}, 'stop'],
  ]);
});

test('sends tool calls after the content, each whole and numbered', () => {
  const call = (id: string): ToolCall => ({
    id,
    type: 'function',
    function: { name: 'f', arguments: '{}' },
  });
  const completion = completionOf(
    { content: 'Wait.', tool_calls: [call('a'), call('b')] },
    'tool_calls',
  );
  expect(deltasOf(completion)).toEqual([
    [{ role: 'assistant', content: '' }, null],
    [{ content: 'Wait.' }, null],
    [{ tool_calls: [{ ...call('a'), index: 0 }] }, null],
    [{ tool_calls: [{ ...call('b'), index: 1 }] }, null],
    [{}, 'tool_calls'],
  ]);
});

test('says null for content where there is none, as OpenAI does before a tool call', () => {
  expect(deltasOf(completionOf({ content: null }))[0]).toEqual([
    { role: 'assistant', content: null },
    null,
  ]);
});

test('gives every chunk the same envelope and choices of the whole schema', () => {
  const completion = { ...completionOf({ content: 'Hello' }), system_fingerprint: 'fp_1' };
  for (const chunk of toChunks(completion, false)) {
    expect(chunk).toMatchObject({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'm',
      system_fingerprint: 'fp_1',
    });
    expect(chunk).not.toHaveProperty('usage');
    for (const choice of chunk.choices) {
      expect(Object.keys(choice)).toEqual(
        expect.arrayContaining(['index', 'delta', 'logprobs', 'finish_reason']),
      );
    }
  }
});

describe('usage', () => {
  test('comes last and alone when it was asked for, and is null before', () => {
    const chunks = toChunks(completionOf({ content: 'Hello' }), true);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
    expect(chunks.slice(0, -1).map((chunk) => chunk.usage)).toEqual([null, null, null]);
  });

  test('does not come where the answer had none', () => {
    const { usage: _usage, ...completion } = completionOf({ content: 'Hello' });
    expect(toChunks(completion, true).every((chunk) => chunk.usage === null)).toBe(true);
  });
});

describe('answers that deviate', () => {
  test('numbers choices that have no index', () => {
    const text =
      '{"id":"1","created":1,"model":"m","choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]}';
    // Holds but for the fields left out on purpose.
    const chunks = toChunks(JSON.parse(text) as ChatCompletion, false);
    expect(chunks.flatMap(({ choices }) => choices.map(({ index }) => index))).toEqual([
      0, 0, 0, 1, 1, 1,
    ]);
  });

  test('has a finish reason of null, and so is truncated, where the answer had none', () => {
    const text = '{"id":"1","created":1,"model":"m","choices":[{"message":{"content":"a"}}]}';
    const chunks = toChunks(JSON.parse(text) as ChatCompletion, false);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBeNull();
  });

  test('is not misled by a delta beside the message', () => {
    const completion = completionOf({ content: 'Hello' });
    Object.assign(completion.choices[0] ?? {}, { delta: null });
    expect(deltasOf(completion).at(-1)).toEqual([{}, 'stop']);
  });

  test('sends arguments as text although the server gave an object', () => {
    const text =
      '{"id":"a","type":"function","function":{"name":"f","arguments":{"city":"Paris"}}}';
    const call = JSON.parse(text) as ToolCall;
    expect(deltasOf(completionOf({ tool_calls: [call] }))[1]).toEqual([
      {
        tool_calls: [
          {
            id: 'a',
            type: 'function',
            index: 0,
            function: { name: 'f', arguments: '{"city":"Paris"}' },
          },
        ],
      },
      null,
    ]);
  });

  test('leaves a tool call of another type as it is', () => {
    const text = '{"id":"a","type":"custom","custom":{"name":"f","input":"x"}}';
    const call = JSON.parse(text) as ToolCall;
    expect(deltasOf(completionOf({ tool_calls: [call] }))[1]).toEqual([
      { tool_calls: [{ ...call, index: 0 }] },
      null,
    ]);
  });

  test('sends logprobs and a choice’s other fields also where nothing was said', () => {
    const completion = completionOf({});
    const [choice] = completion.choices;
    Object.assign(choice ?? {}, { logprobs: { content: [], refusal: null }, stop_reason: 7 });
    const sent = toChunks(completion, false).flatMap(({ choices }) => choices);
    expect(sent[1]?.logprobs).toEqual({ content: [], refusal: null });
    expect(sent.at(-1)).toMatchObject({ finish_reason: 'stop', stop_reason: 7 });
  });
});

describe('any completion', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const name = fc.string({ minLength: 1, maxLength: 8 });
  /** Fields nobody has heard of, named so that they meet none of the format's. */
  const unknownFields = fc.dictionary(
    fc.oneof(
      name.map((one) => `x_${one}`),
      fc.constant('__proto__'),
    ),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 2, noNullPrototype: true },
  );
  const call = fc.record({
    id: fc.uuid(),
    type: fc.constant('function'),
    function: fc.record({ name, arguments: text }),
  });
  const token = fc.record({ token: text, logprob: fc.integer() });
  const logprobs = fc.option(
    fc.record({ content: fc.array(token, { maxLength: 2 }), refusal: fc.constant(null) }),
  );
  const message = fc
    .record(
      {
        content: fc.option(text),
        refusal: fc.option(text),
        reasoning_content: text,
        tool_calls: fc.array(call, { minLength: 1, maxLength: 3 }),
        extra: unknownFields,
      },
      { requiredKeys: ['content', 'refusal', 'extra'] },
    )
    .map(({ extra, ...known }) => withFields({ role: 'assistant' as const, ...known }, extra));
  const choice = fc.record({
    message,
    logprobs,
    finish_reason: fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter', 'eos'),
    extra: unknownFields,
  });
  const completion = fc
    .record({
      id: fc.uuid(),
      created: fc.integer({ min: 1, max: 2_000_000_000 }),
      model: name,
      choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
      extra: unknownFields,
    })
    .map(({ extra, choices, ...envelope }): ChatCompletion => {
      const object = 'chat.completion' as const;
      const numbered = choices.map(({ extra: more, ...one }, index) =>
        withFields({ index, ...one }, more),
      );
      return withFields({ ...envelope, object, choices: numbered, usage }, extra);
    });

  /** Spread, because assigning would take `__proto__` for the prototype. */
  function withFields<Known extends object>(known: Known, extra: Record<string, unknown>): Known {
    return { ...extra, ...known };
  }

  /** As it arrives, written and read, with `__proto__` under a name that a comparison sees. */
  function received(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value).replaceAll('"__proto__":', '"proto":'));
  }

  test('is the same again when its chunks are put together', () => {
    fc.assert(
      fc.property(completion, (whole) => {
        const collector = new Collector();
        for (const chunk of toChunks(whole, true)) {
          collector.push(JSON.parse(JSON.stringify(chunk)) as typeof chunk);
        }
        expect(received(collector.completion())).toEqual(received(whole));
      }),
      { numRuns: 500 },
    );
  });
});
