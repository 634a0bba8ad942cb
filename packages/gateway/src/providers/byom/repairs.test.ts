import { Collector, type ChatCompletionChunk } from '@jackfield/chat-completions';
import { repairIds, repairs, type RepairId } from '@jackfield/gateway-config';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviatingDocuments, deviations, type Deviation } from '../../../test/deviations.ts';
import { done, event } from '../../../test/fake-upstream.ts';
import { eventsOf, providerCall } from '../../../test/provider-call.ts';
import { recordedAnswers } from '../../../test/recorded-answers.ts';
import type { ProviderCall, StreamEvent } from '../provider.ts';
import { byom } from './byom.ts';

const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };
const defaults = repairs.filter(({ onByDefault }) => onByDefault).map(({ id }) => id);
const clean = recordedAnswers(new URL('../openai-format/fixtures/', import.meta.url));

function callOf(
  { request = {} }: Pick<Deviation, 'request'>,
  on: readonly RepairId[],
): ProviderCall {
  return providerCall(request, {
    repairs: on,
    includeUsage: request.stream_options?.include_usage === true,
  });
}

/** What the given repairs make of a stream, and which of them were needed. */
function repaired(call: ProviderCall, ...reads: Buffer[]): [StreamEvent[], RepairId[]] {
  const decoder = byom.decodeStream(head, call);
  const events = eventsOf(decoder, ...reads);
  return [events, [...(decoder.repaired ?? [])]];
}

function jsonOf(events: readonly StreamEvent[]): string[] {
  return events.map(({ json }) => json);
}

function bytesOf(events: readonly StreamEvent[]): Buffer {
  return Buffer.from(events.map(({ chunk }) => event(chunk)).join('') + done);
}

function completionOf(events: readonly StreamEvent[]) {
  const collector = new Collector();
  for (const { chunk } of events) collector.push(chunk);
  return collector.completion();
}

describe.each(deviations)('$number, $name', (deviation) => {
  const bytes = Buffer.from(deviation.bytes);
  const call = callOf(deviation, [deviation.repair]);
  const [whole] = repaired(call, bytes);

  test('is mended by the one repair that says so', () => {
    const [, applied] = repaired(call, bytes);
    expect(applied).toEqual([deviation.repair]);
    const [choice] = completionOf(whole)?.choices ?? [];
    expect(choice?.finish_reason).toBe(deviation.meant.finish);
    expect(choice?.message.content ?? '').toBe(deviation.meant.text ?? '');
    const calls = choice?.message.tool_calls ?? [];
    expect(calls.map(({ function: it }) => [it.name, JSON.parse(it.arguments)])).toEqual(
      (deviation.meant.calls ?? []).map((it) => [it.name, it.arguments]),
    );
  });

  test('becomes the same events wherever its bytes are cut', () => {
    const expected = jsonOf(whole);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const [events] = repaired(call, bytes.subarray(0, cut), bytes.subarray(cut));
      expect(jsonOf(events), `cut at byte ${cut}`).toEqual(expected);
    }
  });

  test('repaired twice is repaired once', () => {
    for (const on of [[deviation.repair], repairIds]) {
      const again = callOf(deviation, on);
      const [first] = repaired(again, bytes);
      const [second, applied] = repaired(again, bytesOf(first));
      expect(applied).toEqual([]);
      expect(jsonOf(second)).toEqual(jsonOf(first));
    }
  });

  test('stays as it is where its repair is off', () => {
    const others = repairIds.filter((id) => id !== deviation.repair);
    const sent = deviation.bytes
      .split('\n\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => line.slice('data: '.length));
    const [without, applied] = repaired(callOf(deviation, others), bytes);
    if (applied.length === 0) expect(jsonOf(without)).toEqual(sent);
    else expect(applied).not.toContain(deviation.repair);
    const [none] = repaired(callOf(deviation, []), bytes);
    expect(jsonOf(none)).toEqual(sent);
  });

  test('tells its usage for the turn’s record, asked or not', () => {
    const decoder = byom.decodeStream(head, call);
    const told = eventsOf(decoder, bytes).findLast(({ chunk }) => chunk.usage)?.chunk.usage;
    const usage = told ?? decoder.usage;
    expect(usage?.total_tokens).toBe(deviation.bytes.includes('"usage"') ? 13 : undefined);
  });
});

describe.each(deviatingDocuments)('$number, $name', (deviation) => {
  const body = Buffer.from(JSON.stringify(deviation.body));
  const answered = (on: readonly RepairId[], bytes = body) =>
    byom.decodeCompletion(head, bytes, callOf(deviation, on));

  test('is mended where the answer comes whole', () => {
    const { completion, json, repaired: applied } = answered([deviation.repair]);
    expect([...(applied ?? [])]).toEqual([deviation.repair]);
    expect(JSON.parse(json.toString())).toEqual(completion);
    const [choice] = completion.choices;
    expect(choice).toMatchObject({ index: 0, finish_reason: deviation.meant.finish });
    expect(choice?.message).toMatchObject({
      role: 'assistant',
      content: deviation.meant.text ?? null,
    });
    const calls = choice?.message.tool_calls ?? [];
    expect(
      calls.map((each) => [each.type, each.function.name, JSON.parse(each.function.arguments)]),
    ).toEqual((deviation.meant.calls ?? []).map((each) => ['function', each.name, each.arguments]));
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    expect(completion).toMatchObject({
      id: expect.stringMatching(/./),
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'upstream-model',
    });
  });

  test('repaired twice is repaired once, and off it is the upstream’s bytes', () => {
    const once = answered(repairIds).json.toString();
    const twice = answered(repairIds, Buffer.from(once));
    expect([...(twice.repaired ?? [])]).toEqual([]);
    expect(twice.json.toString()).toBe(once);
    expect(answered([]).json).toBe(body);
  });
});

describe('what OpenAI itself sends', () => {
  test.each(Object.entries(clean))('is given byte for byte: %s', (_scenario, answer) => {
    if (answer === null) return;
    const includeUsage = answer.stream.includes('"choices":[],"usage":{');
    const call = providerCall({}, { repairs: repairIds, includeUsage });
    const [events, applied] = repaired(call, answer.stream);
    const [plain] = repaired(providerCall({}, { includeUsage }), answer.stream);
    expect(applied).toEqual([]);
    expect(jsonOf(events)).toEqual(jsonOf(plain));
    const { json, repaired: needed } = byom.decodeCompletion(head, answer.completion, call);
    expect([...(needed ?? [])]).toEqual([]);
    expect(json).toBe(answer.completion);
  });

  test('is given byte for byte, whatever it says', () => {
    fc.assert(
      fc.property(cleanStreams, ({ chunks, includeUsage }) => {
        const call = providerCall({}, { repairs: repairIds, includeUsage });
        const [events, applied] = repaired(call, Buffer.from(chunks.map(event).join('') + done));
        expect(applied).toEqual([]);
        expect(jsonOf(events)).toEqual(chunks.map((chunk) => JSON.stringify(chunk)));
      }),
    );
  });
});

describe('any stream of chunks', () => {
  test('repaired twice is repaired once', () => {
    fc.assert(
      fc.property(strangeStreams, fc.boolean(), ({ chunks, isDone }, includeUsage) => {
        const call = providerCall({}, { repairs: repairIds, includeUsage });
        const end = isDone ? done : '';
        const [first] = repaired(call, Buffer.from(chunks.map(event).join('') + end));
        const again = Buffer.from(first.map(({ chunk }) => event(chunk)).join('') + end);
        const [second, applied] = repaired(call, again);
        expect(applied).toEqual([]);
        expect(jsonOf(second)).toEqual(jsonOf(first));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a stream without a finish reason', () => {
  const chunks = [
    { ...frameOf('chatcmpl-1'), choices: [choiceOf(0, { role: 'assistant', content: 'Hello' })] },
  ];

  test('and without [DONE] stays without, whatever is switched on', () => {
    const [events] = repaired(
      providerCall({}, { repairs: repairIds }),
      Buffer.from(chunks.map(event).join('')),
    );
    expect(completionOf(events)).toBeNull();
  });

  test('that said nothing stays without, so that a fallback may still answer', () => {
    const silent = { ...frameOf('chatcmpl-1'), choices: [choiceOf(0, { role: 'assistant' })] };
    const [events] = repaired(
      providerCall({}, { repairs: repairIds }),
      Buffer.from(event(silent) + done),
    );
    expect(completionOf(events)).toBeNull();
  });
});

describe('calls of OpenAI’s older form', () => {
  test('stay as they are for a caller who asked in that form', () => {
    const deviation = deviations.find(({ number }) => number === '#41');
    const call = callOf({ request: { functions: [{ name: 'get_weather' }] } }, defaults);
    const [events, applied] = repaired(call, Buffer.from(deviation?.bytes ?? ''));
    expect(applied).toEqual([]);
    expect(events.map(({ json }) => json).join('')).toContain('"function_call":{"name"');
  });
});

function frameOf(id: string) {
  return { id, object: 'chat.completion.chunk' as const, created: 1_790_000_000, model: 'm' };
}

function choiceOf(index: number, delta: object, finish: string | null = null) {
  return { index, delta, logprobs: null, finish_reason: finish };
}

/** Streams as OpenAI sends them: text, refusals, calls in parts, several choices, usage where asked. */
const cleanStreams = fc
  .record({
    id: fc.string({ minLength: 1 }),
    includeUsage: fc.boolean(),
    choices: fc.array(
      fc.record({
        pieces: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }),
        calls: fc.array(
          fc.record({
            name: fc.string({ minLength: 1 }),
            arguments: fc.dictionary(fc.string(), fc.jsonValue()),
          }),
          { maxLength: 3 },
        ),
        finish: fc.constantFrom('stop', 'length', 'content_filter'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ id, includeUsage, choices }) => {
    const frame = { ...frameOf(id), ...(includeUsage ? { usage: null } : {}) };
    const chunks = choices.flatMap(({ pieces, calls, finish }, index) =>
      [
        choiceOf(index, { role: 'assistant', content: '', refusal: null }),
        ...pieces.map((content) => choiceOf(index, { content })),
        ...calls.flatMap(({ name, arguments: given }, place) => {
          const text = JSON.stringify(given);
          const opening = { index: place, id: `call_${index}_${place}`, type: 'function' };
          const parts = [text.slice(0, 3), text.slice(3)].filter((part) => part !== '');
          return [
            choiceOf(index, { tool_calls: [{ ...opening, function: { name, arguments: '' } }] }),
            ...parts.map((part) =>
              choiceOf(index, { tool_calls: [{ index: place, function: { arguments: part } }] }),
            ),
          ];
        }),
        choiceOf(index, {}, calls.length > 0 ? 'tool_calls' : finish),
      ].map((choice) => ({ ...frame, choices: [choice] })),
    );
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    return {
      includeUsage,
      chunks: includeUsage ? [...chunks, { ...frame, choices: [], usage }] : chunks,
    };
  });

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const strangeCall = fc.record({
  index: maybe(fc.constantFrom(0, 1, 2, null)),
  id: maybe(fc.constantFrom('', 'call_a', 'call_b', null)),
  type: maybe(fc.constantFrom('function', null)),
  function: maybe(
    fc.record({
      name: maybe(fc.constantFrom('', 'get_weather', 'get_time', null)),
      arguments: maybe(fc.constantFrom<unknown>('', '{"a":', '1}', '{}', { a: 1 }, {}, null)),
    }),
  ),
});
const strangeChunk = fc.record({
  id: maybe(fc.constantFrom('', 'one', 'two', 7)),
  object: maybe(fc.constantFrom('chat.completion', 'chat.completion.chunk')),
  created: maybe(fc.constantFrom(0, 1.5, 1_790_000_000, 'now')),
  model: maybe(fc.constantFrom('', 'm')),
  usage: maybe(fc.constantFrom(null, { total_tokens: 1 }, { total_tokens: 2 })),
  choices: fc.array(
    fc.record({
      index: maybe(fc.constantFrom(0, 1)),
      finish_reason: maybe(
        fc.constantFrom('', null, 'stop', 'eos_token', 'tool_use', 'function_call', 'null', 'odd'),
      ),
      message: maybe(
        fc.record({
          role: maybe(fc.constantFrom('assistant', null)),
          content: maybe(fc.constantFrom('', 'text', null)),
          tool_calls: maybe(fc.oneof(fc.array(strangeCall, { maxLength: 2 }), strangeCall)),
        }),
      ),
      delta: maybe(
        fc.record({
          role: maybe(fc.constantFrom('assistant', '', null)),
          content: maybe(fc.constantFrom('', 'text', null)),
          tool_calls: maybe(
            fc.oneof(fc.array(strangeCall, { maxLength: 3 }), strangeCall, fc.constant(null)),
          ),
          function_call: maybe(
            fc.constantFrom(null, { name: 'get_time' }, { arguments: '{}' }, { arguments: {} }),
          ),
        }),
      ),
    }),
    { maxLength: 2 },
  ),
});
const strangeStreams = fc.record({
  // Holds for what the repairs promise to take: anything.
  chunks: fc.array(strangeChunk as unknown as fc.Arbitrary<ChatCompletionChunk>, { maxLength: 8 }),
  isDone: fc.boolean(),
});
