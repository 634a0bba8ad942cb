import { repairs, type RepairId } from '@jackfield/gateway-config';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deviatingDocuments,
  deviations,
  oddDocuments,
  oddStreams,
  type Meant,
} from './deviations.ts';
import {
  chunk,
  done,
  event,
  helloCompletion,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
  type StartedGateway,
} from './start-gateway.ts';

const onByDefault = repairs.filter((repair) => repair.onByDefault).map(({ id }) => id);

let upstream: FakeUpstream;
let gateway: StartedGateway;
let openai: OpenAI;

/** The next turns find these repairs switched on, as after a save. */
let version = 1;
function switchOn(on: readonly RepairId[], more: Parameters<typeof modelAt>[1] = {}): void {
  version += 1;
  gateway.gateway.load(
    configOf([choice(modelAt(upstream.url, { repairs: on, ...more }))], { version }),
  );
}

beforeAll(async () => {
  upstream = await startFakeUpstream();
  gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: agentKey, maxRetries: 0 });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const messages = [{ role: 'user' as const, content: 'Hi' }];

describe.each(deviations)(
  'an upstream with $number, $name',
  ({ repair, request, bytes, meant }) => {
    const body = {
      ...request,
      model: 'default',
      messages,
    } as OpenAI.ChatCompletionCreateParamsStreaming;

    test('is understood by the openai SDK’s .stream() helper', async () => {
      switchOn([...onByDefault, repair]);
      upstream.answer = (response) => sendStream(response, bytes);
      const record = gateway.nextRecord();
      const final = await openai.chat.completions
        .stream({ ...body, stream: true })
        .finalChatCompletion();
      expectMeant(final, meant);
      const { outcome, repairs: applied } = await record;
      expect(outcome).toBe('answered');
      expect(applied).toContain(repair);
    });

    test('is understood by whoever reads the raw iterator by OpenAI’s rules', async () => {
      switchOn([...onByDefault, repair]);
      upstream.answer = (response) => sendStream(response, bytes);
      const stream = await openai.chat.completions.create({ ...body, stream: true });
      expectMeant(await readRaw(stream), meant);
    });

    test('reaches the caller in the upstream’s bytes where nothing is switched on', async () => {
      switchOn([]);
      upstream.answer = (response) => sendStream(response, bytes);
      const record = gateway.nextRecord();
      const response = await postTurn(gateway, { ...hello, ...request, stream: true });
      // Without a finish reason there is no answer to pass on: decision 0004.
      if (repair === 'missing-finish-reason') expect(response.status).toBe(502);
      else expect(await response.text()).toBe(bytes);
      expect((await record).repairs).toEqual([]);
    });
  },
);

describe.each(deviatingDocuments)('an upstream with $number, $name, whole', (deviation) => {
  const { repair, request, body, meant } = deviation;
  const asked = { ...request, model: 'default', messages };

  test('is understood by the openai SDK, whole and streamed', async () => {
    switchOn([...onByDefault, repair]);
    upstream.answer = (response) => sendJson(response, body);
    const whole = await openai.chat.completions.create(
      asked as OpenAI.ChatCompletionCreateParamsNonStreaming,
    );
    expectMeant(whole, meant);
    expect(gateway.records.at(-1)?.repairs).toContain(repair);
    const streamed = await openai.chat.completions
      .stream({ ...asked, stream: true } as OpenAI.ChatCompletionCreateParamsStreaming)
      .finalChatCompletion();
    expectMeant(streamed, meant);
  });

  test('reaches the caller in the upstream’s bytes where nothing is switched on', async () => {
    switchOn([]);
    upstream.answer = (response) => sendJson(response, body);
    expect(await (await postTurn(gateway, { ...hello, ...request })).text()).toBe(
      JSON.stringify(body),
    );
  });
});

describe.each(oddStreams)('an upstream with $name', ({ request, bytes, meant }) => {
  test.each([false, true])(
    'is understood, and needs no repair, with all switched on: %s',
    async (on) => {
      switchOn(on ? onByDefault : []);
      upstream.answer = (response) => sendStream(response, bytes);
      const asked = { ...request, model: 'default', messages };
      const body = asked as OpenAI.ChatCompletionCreateParamsStreaming;
      expectMeant(
        await openai.chat.completions.stream({ ...body, stream: true }).finalChatCompletion(),
        meant,
      );
      const stream = await openai.chat.completions.create({ ...body, stream: true });
      expectMeant(await readRaw(stream), meant);
      expect(gateway.records.slice(-2)).toMatchObject([{ repairs: [] }, { repairs: [] }]);
    },
  );
});

describe.each(oddDocuments)('an upstream with $name, whole', ({ bytes, meant }) => {
  test.each([false, true])(
    'is understood, and needs no repair, with all switched on: %s',
    async (on) => {
      switchOn(on ? onByDefault : []);
      upstream.answer = (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
      };
      const text = await (await postTurn(gateway, hello)).text();
      // To its first byte, for who reads JSON as strictly as RFC 8259 has it.
      expect(text).toMatch(/^\{/);
      expectMeant(JSON.parse(text), meant);
      expect(gateway.records.at(-1)?.repairs).toEqual([]);
    },
  );
});

describe('a stream that only breaks off', () => {
  test('is an error though every repair is on: nothing says that it was finished', async () => {
    switchOn(repairs.map(({ id }) => id));
    upstream.answer = (response) => {
      const begun = deviations.find(({ number }) => number === '#9')?.bytes ?? '';
      sendStream(response, begun.replace('data: [DONE]\n\n', ''));
    };
    const text = await (await postTurn(gateway, { ...hello, stream: true })).text();
    expect(text).toContain('upstream_truncated');
    expect(text).not.toContain('[DONE]');
  });
});

describe('a message in a chunk', () => {
  test('has its tool calls numbered as a delta’s are, and is gone', async () => {
    switchOn(['envelope']);
    const calls = ['call_a', 'call_b'].map((id) => ({
      id,
      type: 'function',
      function: { name: 'get_time', arguments: '{}' },
    }));
    const whole = wholeOf({ content: null, tool_calls: calls }, 'tool_calls');
    upstream.answer = (response) => sendStream(response, event(whole) + done);
    const text = await (await postTurn(gateway, { ...hello, stream: true })).text();
    const { object, choices } = JSON.parse(text.slice('data: '.length, text.indexOf('\n')));
    expect(object).toBe('chat.completion.chunk');
    expect(choices).toEqual([
      {
        index: 0,
        delta: {
          role: 'assistant',
          content: null,
          tool_calls: calls.map((call, index) => ({ ...call, index })),
        },
        finish_reason: 'tool_calls',
      },
    ]);
  });

  test('beside deltas that say all of it, as Perplexity’s, changes nothing', async () => {
    switchOn(repairs.map(({ id }) => id));
    const { object: _object, choices: _choices, usage: _usage, ...frame } = helloCompletion;
    const both = (content: string, soFar: string, reason: string | null) =>
      event({
        ...frame,
        object: 'chat.completion.chunk',
        choices: [
          {
            index: 0,
            delta: { role: 'assistant', content },
            message: { role: 'assistant', content: soFar },
            finish_reason: reason,
          },
        ],
      });
    const bytes =
      both('', '', null) +
      both('Hel', 'Hel', null) +
      both('lo', 'Hello', null) +
      both('', 'Hello', 'stop') +
      done;
    upstream.answer = (response) => sendStream(response, bytes);
    const record = gateway.nextRecord();
    const response = await postTurn(gateway, { ...hello, stream: true });
    expect(await response.text()).toBe(bytes);
    expect((await record).repairs).toEqual([]);
  });
});

describe('tool calls that are none', () => {
  const switched = ['finish-reason', 'missing-finish-reason'] as const;

  const none: readonly { calls: unknown }[] = [
    { calls: 'none' },
    { calls: {} },
    { calls: [] },
    { calls: [null] },
  ];

  test.each(none)('$calls: the finish reason stays stop', async ({ calls }) => {
    for (const on of [repairs.map(({ id }) => id), switched]) {
      switchOn(on);
      upstream.answer = (response) => sendJson(response, wholeOf({ tool_calls: calls }, 'stop'));
      const whole = await (await postTurn(gateway, hello)).json();
      expect(whole).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
      upstream.answer = (response) =>
        sendStream(
          response,
          chunk({ tool_calls: calls, content: 'Hi' }) + chunk({}, 'stop') + done,
        );
      const text = await (await postTurn(gateway, { ...hello, stream: true })).text();
      expect(text).toContain('"finish_reason":"stop"');
      expect(text).not.toContain('"finish_reason":"tool_calls"');
    }
  });

  test('make no tool calls of a finish reason that is missing', async () => {
    switchOn(switched);
    upstream.answer = (response) =>
      sendStream(response, chunk({ tool_calls: 'none', content: 'Hi' }) + done);
    const text = await (await postTurn(gateway, { ...hello, stream: true })).text();
    expect(text).toContain('"finish_reason":"stop"');
  });
});

describe.each(['error', 'ABORT'])('an answer that ends with the finish reason %s', (reason) => {
  test('has failed, so that a fallback is asked', async () => {
    await using other = await startFakeUpstream();
    version += 1;
    gateway.gateway.load(
      configOf(
        [
          choice(modelAt(upstream.url, { repairs: onByDefault })),
          choice(modelAt(other.url, { id: 'byom/other' })),
        ],
        { version },
      ),
    );
    upstream.answer = (response, { body }) => {
      if (body['stream'] === true) sendStream(response, chunk({}, reason) + done);
      else sendJson(response, wholeOf({ content: 'Hel' }, reason));
    };
    for (const stream of [false, true]) {
      const response = await postTurn(gateway, { ...hello, stream });
      expect(await response.text()).toContain('Hello');
      expect(gateway.records.at(-1)).toMatchObject({
        outcome: 'answered',
        model: 'byom/other',
        attempts: [{ failure: 'unavailable', errorCode: 'upstream_unavailable' }, {}],
      });
    }
  });

  test('has failed behind its first words too', async () => {
    switchOn(onByDefault);
    upstream.answer = (response) =>
      sendStream(response, chunk({ content: 'Hel' }) + chunk({}, reason) + done);
    const response = await postTurn(gateway, { ...hello, stream: true });
    expect(await response.text()).not.toContain('[DONE]');
    expect(gateway.records.at(-1)).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_unavailable',
    });
  });

  test('reaches the caller in the upstream’s bytes where nothing is switched on', async () => {
    switchOn([]);
    const bytes = chunk({ content: 'Hel' }) + chunk({}, reason) + done;
    upstream.answer = (response) => sendStream(response, bytes);
    const response = await postTurn(gateway, { ...hello, stream: true });
    expect(await response.text()).toBe(bytes);
  });
});

describe('a stream that answers a caller who wants it whole', () => {
  test('is mended and keeps its usage', async () => {
    switchOn(onByDefault);
    const usage = deviations.find(({ name }) => name.startsWith('usage in the last'));
    upstream.answer = (response) => sendStream(response, usage?.bytes ?? '');
    const response = await postTurn(gateway, hello);
    expect(await response.json()).toMatchObject({ usage: { total_tokens: 13 } });
    expect(gateway.records.at(-1)).toMatchObject({ repairs: ['usage'], promptTokens: 9 });
  });
});

describe('usage that the caller did not ask for', () => {
  test('stays out of its stream and in the turn’s record', async () => {
    switchOn(onByDefault);
    const unasked = deviations.find(({ name }) => name.startsWith('usage although'));
    upstream.answer = (response) => sendStream(response, unasked?.bytes ?? '');
    const record = gateway.nextRecord();
    const text = await (await postTurn(gateway, { ...hello, stream: true })).text();
    expect(text).not.toContain('usage');
    expect(await record).toMatchObject({ promptTokens: 9, completionTokens: 4 });
  });
});

describe('an endpoint without streaming', () => {
  test('answers a caller who streams: role first, usage, [DONE]', async () => {
    switchOn(onByDefault, { streaming: false });
    upstream.answer = sayHello;
    const record = gateway.nextRecord();
    const response = await postTurn(gateway, {
      ...hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const events = (await response.text()).trimEnd().split('\n\n');
    expect(events.at(0)).toContain('"delta":{"role":"assistant"');
    expect(events.at(-2)).toContain('"choices":[]');
    expect(events.at(-2)).toContain('"total_tokens":13');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(await record).toMatchObject({ repairs: [], promptTokens: 9 });
  });
});

describe('the request', () => {
  const sent = (): Record<string, unknown> => upstream.seen.at(-1)?.body ?? {};
  const developer = [{ role: 'developer', content: 'Be brief.' }, ...messages];

  test('has its developer prompts sent as the system’s where that is switched on', async () => {
    upstream.answer = sayHello;
    switchOn(['developer-as-system']);
    await postTurn(gateway, { messages: developer });
    expect(sent()['messages']).toEqual([{ role: 'system', content: 'Be brief.' }, ...messages]);
    expect(gateway.records.at(-1)?.repairs).toEqual(['developer-as-system']);
    switchOn([]);
    await postTurn(gateway, { messages: developer });
    expect(sent()['messages']).toEqual(developer);
  });

  test('goes without the fields that the endpoint refuses, and says so', async () => {
    upstream.answer = sayHello;
    switchOn(['refused-fields'], { refusedFields: ['frequency_penalty', 'user', 'model'] });
    const response = await postTurn(gateway, {
      ...hello,
      frequency_penalty: 1,
      user: 'u',
      seed: 7,
    });
    expect(sent()).toEqual({ ...hello, model: 'upstream-model', seed: 7 });
    expect(response.headers.get('x-jackfield-dropped')).toBe('frequency_penalty, user');
    expect(gateway.records.at(-1)?.repairs).toEqual(['refused-fields']);
  });

  test('goes with the usual fields alone where all unknown ones are refused', async () => {
    upstream.answer = sayHello;
    switchOn(['refused-fields'], { unknownFieldsRefused: true, refusedFields: ['top_p'] });
    const response = await postTurn(gateway, {
      ...hello,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      store: false,
      stop: ['x'],
      top_k: 3,
      max_completion_tokens: 50,
    });
    expect(sent()).toEqual({
      ...hello,
      model: 'upstream-model',
      temperature: 0.5,
      stop: ['x'],
      max_tokens: 50,
    });
    // `store: false` asks for what is done anyway, and the limit only changed its name.
    expect(response.headers.get('x-jackfield-dropped')).toBe('top_p, seed, top_k');
  });

  test('loses what is said about tools with the tools', async () => {
    upstream.answer = sayHello;
    switchOn(['refused-fields'], { refusedFields: ['tools'] });
    const tools = [{ type: 'function', function: { name: 'a' } }];
    await postTurn(gateway, { ...hello, tools, tool_choice: 'auto', parallel_tool_calls: false });
    expect(sent()).toEqual({ ...hello, model: 'upstream-model' });
  });

  test('is sent as it came where the repair is off', async () => {
    upstream.answer = sayHello;
    switchOn([], { refusedFields: ['user'], unknownFieldsRefused: true });
    const response = await postTurn(gateway, { ...hello, user: 'u', top_k: 3 });
    expect(sent()).toEqual({ ...hello, model: 'upstream-model', user: 'u', top_k: 3 });
    expect(response.headers.has('x-jackfield-dropped')).toBe(false);
  });
});

function wholeOf(message: object, reason: string): object {
  const said = { role: 'assistant', content: 'Hi', ...message };
  return { ...helloCompletion, choices: [{ index: 0, message: said, finish_reason: reason }] };
}

interface ReadAnswer {
  readonly id: string;
  readonly choices: readonly OpenAI.ChatCompletion.Choice[];
  readonly usage?: OpenAI.CompletionUsage | null | undefined;
}

function expectMeant({ id, choices, usage }: ReadAnswer, meant: Meant): void {
  expect(id).not.toBe('');
  expect(choices).toHaveLength(1);
  const [answer] = choices;
  expect(answer?.message.role).toBe('assistant');
  expect(answer?.message.content ?? '').toBe(meant.text ?? '');
  expect(answer?.finish_reason).toBe(meant.finish);
  const calls = (answer?.message.tool_calls ?? []).map((call) => {
    expect(call.id).toMatch(/./);
    if (call.type !== 'function') throw new Error(`A call of type ${call.type}.`);
    return { name: call.function.name, arguments: JSON.parse(call.function.arguments) };
  });
  expect(calls).toEqual(meant.calls ?? []);
  const ids = (answer?.message.tool_calls ?? []).map((call) => call.id);
  expect(new Set(ids).size).toBe(ids.length);
  if (meant.totalTokens !== undefined) expect(usage?.total_tokens).toBe(meant.totalTokens);
}

/** Reads chunks as OpenAI documents them, forgiving nothing. */
async function readRaw(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<ReadAnswer> {
  const ids = new Set<string>();
  const frames = new Set<string>();
  let content = '';
  let role = '';
  const finishes: string[] = [];
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] =
    [];
  const usages: OpenAI.CompletionUsage[] = [];
  let isOver = false;
  for await (const part of stream) {
    expect(isOver, 'usage comes last').toBe(false);
    ids.add(part.id);
    frames.add(`${part.object} ${part.created} ${part.model}`);
    if (part.usage) {
      expect(part.choices).toEqual([]);
      usages.push(part.usage);
      isOver = true;
    }
    for (const { index, delta, finish_reason: finish } of part.choices) {
      expect(index).toBe(0);
      expect(finish === null || finish.length > 0).toBe(true);
      if (role === '') expect(delta.role, 'the first delta names the role').toBe('assistant');
      role ||= delta.role ?? '';
      content += delta.content ?? '';
      if (finish !== null) finishes.push(finish);
      for (const call of delta.tool_calls ?? []) {
        calls[call.index] ??= {
          id: call.id ?? '',
          type: 'function',
          function: { name: '', arguments: '' },
        };
        const open = calls[call.index];
        if (open === undefined) throw new Error('The call was just begun.');
        // As some clients do: names are added up, so that a repeated one is a wrong one.
        open.function.name += call.function?.name ?? '';
        open.function.arguments += call.function?.arguments ?? '';
      }
    }
  }
  expect(ids.size, 'one id').toBe(1);
  expect(frames.size, 'one frame').toBe(1);
  expect(finishes).toHaveLength(1);
  const [id = ''] = ids;
  return {
    id,
    usage: usages[0],
    choices: [
      {
        index: 0,
        logprobs: null,
        finish_reason: finishes[0] as OpenAI.ChatCompletion.Choice['finish_reason'],
        message: { role: role as 'assistant', content, refusal: null, tool_calls: calls },
      },
    ],
  };
}
