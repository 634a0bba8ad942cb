import { describe, expect, test } from 'vitest';
import { Collector } from './collect.ts';
import type { ChatCompletion, ChatCompletionChunk, ChunkChoice, ToolCall } from './types.ts';

/** Choices as servers send them, which is not always as OpenAI's schema says. */
type SentChoice = Record<string, unknown>;

function chunk(choices: SentChoice[], more: Record<string, unknown> = {}): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'm',
    // Holds for what the tests send on purpose; the rest is what the collector has to bear.
    choices: choices as unknown as ChunkChoice[],
    ...more,
  };
}

function delta(part: object, finishReason: string | null = null, index = 0): ChatCompletionChunk {
  return chunk([{ index, delta: part, finish_reason: finishReason }]);
}

function collect(...chunks: ChatCompletionChunk[]): ChatCompletion | null {
  const collector = new Collector();
  for (const one of chunks) collector.push(one);
  return collector.completion();
}

function messageOf(...chunks: ChatCompletionChunk[]): Record<string, unknown> | undefined {
  return collect(...chunks, delta({}, 'stop'))?.choices[0]?.message;
}

function callsOf(...parts: object[]): (string | undefined)[][] {
  const chunks = parts.map((part) => delta({ tool_calls: [part] }));
  const calls = messageOf(...chunks)?.['tool_calls'] as ToolCall[] | undefined;
  return (calls ?? []).map((call) => [call.id, call.function.name, call.function.arguments]);
}

test('puts text together in order, under the first chunk’s envelope, with the usage', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  expect(
    collect(
      delta({ role: 'assistant', content: '' }),
      delta({ content: 'Hello, ' }),
      delta({ content: 'wörld 👋' }),
      delta({}, 'stop'),
      chunk([], { usage, id: 'another', service_tier: 'default' }),
    ),
  ).toEqual({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'm',
    service_tier: 'default',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello, wörld 👋', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  });
});

describe('what is no answer', () => {
  test('gives null where nothing came, or no choice', () => {
    expect(collect()).toBeNull();
    expect(collect(chunk([], { usage: { total_tokens: 1 } }))).toBeNull();
  });

  test('gives null for a stream without a finish reason, also an empty one', () => {
    expect(collect(delta({ content: 'Hel' }))).toBeNull();
    expect(collect(delta({ content: 'Hel' }, ''))).toBeNull();
    expect(collect(chunk([{ index: 0, delta: { content: 'Hel' } }]))).toBeNull();
  });

  test('gives null when one of several choices was cut off', () => {
    expect(
      collect(delta({ content: 'a' }, 'stop', 0), delta({ content: 'b' }, null, 1)),
    ).toBeNull();
  });
});

test('keeps choices apart that come interleaved, and orders them by index', () => {
  const completion = collect(
    delta({ content: 'b' }, null, 1),
    delta({ content: 'a' }, null, 0),
    chunk([
      { index: 1, delta: { content: 'B' }, finish_reason: 'length' },
      { index: 0, delta: { content: 'A' }, finish_reason: 'stop' },
    ]),
  );
  expect(
    completion?.choices.map(({ index, message, finish_reason }) => [
      index,
      message.content,
      finish_reason,
    ]),
  ).toEqual([
    [0, 'aA', 'stop'],
    [1, 'bB', 'length'],
  ]);
});

describe('streams that deviate', () => {
  test('fills an envelope that began empty (Azure: no choices, id "", created 0)', () => {
    const first = chunk([], {
      id: '',
      object: '',
      created: 0,
      model: '',
      system_fingerprint: null,
      prompt_filter_results: [{ prompt_index: 0 }],
    });
    const next = chunk([{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }], {
      system_fingerprint: 'fp_1',
    });
    expect(collect(first, next)).toMatchObject({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'm',
      system_fingerprint: 'fp_1',
      prompt_filter_results: [{ prompt_index: 0 }],
    });
  });

  test('bears a choice without delta, without index, with an index of null', () => {
    const completion = collect(
      chunk([{ index: 0, content_filter_results: {}, finish_reason: null }]),
      chunk([{ delta: { content: 'a' } }]),
      chunk([{ index: null, delta: null, finish_reason: 'stop' }]),
    );
    expect(completion?.choices).toMatchObject([{ index: 0, message: { content: 'a' } }]);
  });

  test('bears null for content, tool calls and function call', () => {
    const empty = { content: null, tool_calls: null, function_call: null, refusal: null };
    expect(messageOf(delta({ ...empty, content: 'a' }), delta(empty))).toMatchObject({
      role: 'assistant',
      content: 'a',
      refusal: null,
    });
  });

  test('is not misled by a message that comes beside the delta', () => {
    const both = chunk([
      { index: 0, delta: { content: 'b' }, message: null, finish_reason: 'stop' },
    ]);
    expect(collect(delta({ content: 'a' }), both)?.choices[0]?.message.content).toBe('ab');
  });

  test('takes a finish reason that comes with content, and any vendor’s word for it', () => {
    const completion = collect(delta({ content: 'a' }, 'eos_token'));
    expect(completion?.choices[0]).toMatchObject({
      message: { content: 'a' },
      finish_reason: 'eos_token',
    });
  });

  test('takes the last usage where it comes with every chunk, and none where none came', () => {
    const used = (total_tokens: number): ChatCompletionChunk =>
      chunk([{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }], {
        usage: { total_tokens },
      });
    expect(collect(used(1), used(2), chunk([], { usage: null }))?.usage).toEqual({
      total_tokens: 2,
    });
    expect(collect(delta({ content: 'a' }, 'stop'))).not.toHaveProperty('usage');
  });
});

describe('tool calls', () => {
  test('are put together from their parts', () => {
    const completion = collect(
      delta({ role: 'assistant', content: null }),
      delta({
        tool_calls: [
          { index: 0, id: 'a', type: 'function', function: { name: 'get_weather', arguments: '' } },
        ],
      }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] }),
      delta({}, 'tool_calls'),
    );
    expect(completion?.choices[0]?.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        {
          id: 'a',
          type: 'function',
          function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
        },
      ],
    });
  });

  test('stay apart when they run in parallel, and are ordered by index', () => {
    expect(
      callsOf(
        { index: 1, id: 'b', function: { name: 'g', arguments: '{' } },
        { index: 0, id: 'a', function: { name: 'f', arguments: '[' } },
        { index: 1, function: { arguments: '}' } },
        { index: 0, function: { arguments: ']' } },
      ),
    ).toEqual([
      ['a', 'f', '[]'],
      ['b', 'g', '{}'],
    ]);
  });

  test('may be numbered from 1', () => {
    expect(
      callsOf(
        { index: 1, id: 'a', function: { name: 'f', arguments: '1' } },
        { index: 2, id: 'b', function: { name: 'g', arguments: '2' } },
        { index: 1, function: { arguments: '1' } },
      ),
    ).toEqual([
      ['a', 'f', '11'],
      ['b', 'g', '2'],
    ]);
  });

  test('stay apart when all are numbered 0, by id and name', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', function: { name: 'f', arguments: '{"n":' } },
        { index: 0, function: { arguments: '1}' } },
        { index: 0, id: 'b', function: { name: 'f', arguments: '{"n":' } },
        { index: 0, function: { arguments: '2}' } },
      ),
    ).toEqual([
      ['a', 'f', '{"n":1}'],
      ['b', 'f', '{"n":2}'],
    ]);
  });

  test('stay whole when every part repeats the id and name, or makes up a new id', () => {
    const part = (id: string, name: string, text: string): object => ({
      index: 0,
      id,
      function: { name, arguments: text },
    });
    expect(callsOf(part('a', 'f', '{'), part('a', 'f', '}'))).toEqual([['a', 'f', '{}']]);
    expect(callsOf(part('a', 'f', '{'), part('b', '', '}'))).toEqual([['a', 'f', '{}']]);
  });

  test('without an index begin with an id, and go on without one or with the same', () => {
    expect(
      callsOf(
        { id: 'a', function: { name: 'f', arguments: '{' } },
        { function: { arguments: '}' } },
        { id: 'b', function: { name: 'g', arguments: '[' } },
        { id: 'b', function: { arguments: ']' } },
      ),
    ).toEqual([
      ['a', 'f', '{}'],
      ['b', 'g', '[]'],
    ]);
  });

  test('without index and id begin with a name', () => {
    expect(
      callsOf(
        { function: { name: 'f', arguments: '{' } },
        { function: { arguments: '}' } },
        { function: { name: 'f', arguments: '{}' } },
      ),
    ).toEqual([
      ['', 'f', '{}'],
      ['', 'f', '{}'],
    ]);
  });

  test('keep their name when later parts bring an empty one', () => {
    expect(
      callsOf(
        { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{' } },
        { index: 0, id: '', type: '', function: { name: '', arguments: '}' } },
        { index: 0, id: null, type: null, function: { name: null, arguments: null } },
        { index: 0, function: null },
      ),
    ).toEqual([['a', 'f', '{}']]);
  });

  test('have their arguments as text although a server sends an object', () => {
    expect(
      callsOf({ index: 0, id: 'a', function: { name: 'f', arguments: { city: 'Paris' } } }),
    ).toEqual([['a', 'f', '{"city":"Paris"}']]);
  });

  test('keep fields that nobody has heard of', () => {
    const message = messageOf(
      delta({
        tool_calls: [
          {
            index: 0,
            id: 'a',
            extra_content: { signature: 'x' },
            function: { name: 'f', strict: true },
          },
        ],
      }),
    );
    expect(message?.['tool_calls']).toMatchObject([
      { extra_content: { signature: 'x' }, function: { name: 'f', strict: true } },
    ]);
  });
});

describe('fields beyond the text', () => {
  test('joins refusals and reasoning as it does content', () => {
    const parts = [
      { refusal: 'I ', reasoning_content: 'Two ' },
      { refusal: 'cannot.', reasoning_content: 'and two.' },
    ];
    expect(messageOf(...parts.map((part) => delta(part)))).toMatchObject({
      content: null,
      refusal: 'I cannot.',
      reasoning_content: 'Two and two.',
    });
  });

  test('joins the parts of a legacy function call', () => {
    const parts = [{ name: 'f', arguments: '' }, { arguments: '{"a":' }, { arguments: '1}' }];
    expect(messageOf(...parts.map((part) => delta({ function_call: part })))).toMatchObject({
      function_call: { name: 'f', arguments: '{"a":1}' },
    });
  });

  test('joins the parts of audio, whose id is one however often it comes', () => {
    const parts = [
      { id: 'audio_1', transcript: 'Hel' },
      { id: 'audio_1', transcript: 'lo' },
      { expires_at: 9 },
    ];
    expect(messageOf(...parts.map((audio) => delta({ audio })))).toMatchObject({
      audio: { id: 'audio_1', transcript: 'Hello', expires_at: 9 },
    });
  });

  test('grows lists', () => {
    const parts = [[{ text: 'a' }], [{ text: 'b' }]];
    expect(messageOf(...parts.map((part) => delta({ reasoning_details: part })))).toMatchObject({
      reasoning_details: [{ text: 'a' }, { text: 'b' }],
    });
  });

  test('keeps what a choice says of itself', () => {
    const completion = collect(
      chunk([{ index: 0, delta: { content: 'a' }, content_filter_results: {}, token_ids: [1] }]),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop', stop_reason: 7, token_ids: [2] }]),
      chunk([
        { index: 0, content_filter_results: { hate: { severity: 'safe' } }, stop_reason: null },
      ]),
    );
    expect(completion?.choices[0]).toMatchObject({
      content_filter_results: { hate: { severity: 'safe' } },
      stop_reason: 7,
      token_ids: [1, 2],
    });
  });

  test('merges logprobs, of which null says nothing', () => {
    const parts = [
      null,
      { content: [{ token: 'a' }], refusal: null },
      { content: [{ token: 'b' }], refusal: [] },
      { content: null, refusal: [{ token: 'c' }] },
    ];
    const completion = collect(
      ...parts.map((logprobs) => chunk([{ index: 0, delta: { content: 'x' }, logprobs }])),
      delta({}, 'stop'),
    );
    expect(completion?.choices[0]?.logprobs).toEqual({
      content: [{ token: 'a' }, { token: 'b' }],
      refusal: [{ token: 'c' }],
    });
  });

  test('leaves the chunks as they were', () => {
    const chunks = [
      chunk([
        {
          index: 0,
          delta: { reasoning_details: [1], audio: { data: 'a' } },
          logprobs: { content: [1] },
        },
      ]),
      chunk([
        {
          index: 0,
          delta: { reasoning_details: [2], audio: { data: 'b' } },
          logprobs: { content: [2] },
          finish_reason: 'stop',
        },
      ]),
    ];
    const before = structuredClone(chunks);
    collect(...chunks);
    expect(chunks).toEqual(before);
  });
});

test('takes __proto__ for data wherever it stands', () => {
  const poison = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
  const parse = (): Record<string, unknown> => JSON.parse(poison) as Record<string, unknown>;
  const sent = (): ChatCompletionChunk =>
    JSON.parse(
      `{"id":"1","created":1,"model":"m","__proto__":{"polluted":"yes"},"choices":[{"index":0,"finish_reason":"stop","__proto__":{"polluted":"yes"},"logprobs":${poison},"delta":{"content":"a","nested":${poison},"__proto__":{"polluted":"yes"},"tool_calls":[{"index":0,"id":"a","__proto__":{"polluted":"yes"},"function":${poison}}]}}]}`,
    ) as ChatCompletionChunk;
  const completion = collect(sent(), sent());
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  const choice = completion?.choices[0];
  for (const object of [
    completion,
    choice,
    choice?.message,
    choice?.logprobs,
    choice?.message['nested'],
    choice?.message.tool_calls?.[0],
  ]) {
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(object, '__proto__')?.value).toMatchObject({
      polluted: expect.stringMatching(/^(yes)+$/),
    });
  }
  expect(Object.keys(parse())).toContain('__proto__');
});

test('can be asked again, and pushed on, after it has answered', () => {
  const collector = new Collector();
  collector.push(
    delta(
      { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] },
      'tool_calls',
    ),
  );
  expect(collector.completion()).toEqual(collector.completion());
  collector.push(chunk([], { usage: { total_tokens: 3 } }));
  expect(collector.completion()?.usage).toEqual({ total_tokens: 3 });
});
