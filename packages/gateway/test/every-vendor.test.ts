import { startFakeUpstream, type FakeUpstream, type VendorId } from '@jackfield/fake-upstream';
import type { EndpointAuth, PublishedModel } from '@jackfield/gateway-config';
import OpenAI, { APIError } from 'openai';
import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
  type StartedGateway,
} from './start-gateway.ts';
import { authFor, vendorIds, wrongAuthFor } from './vendor-auth.ts';

/** One model of each vendor, by the vendor's own name for it. */
const modelIds: Record<VendorId, string> = {
  openai: 'gpt-4o-mini',
  polyllm: 'polyllm',
  mistral: 'mistral-small-latest',
  gemini: 'gemini-3.8-flash',
  bedrock: 'anthropic.claude-haiku-4-5-20251001-v1:0',
  anthropic: 'claude-haiku-4-5',
};

const cases = vendorIds.flatMap((id) =>
  Object.entries(authFor(id)).map(([how, auth]): [VendorId, string, EndpointAuth] => [
    id,
    how,
    auth,
  ]),
);

const getWeather: ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

/** Faults within a stream, and the codes of which each must become one. */
const streamFaults: readonly [fault: string, codes: string[]][] = [
  ['exception-in-stream', ['upstream_unavailable', 'upstream_overloaded', 'rate_limit_exceeded']],
  ['truncated-frame', ['upstream_truncated', 'upstream_malformed']],
  ['end-mid-answer', ['upstream_truncated']],
  ['cut-mid-answer', ['upstream_truncated', 'upstream_unavailable']],
  ['malformed-event', ['upstream_malformed']],
  ['bad-checksum', ['upstream_malformed']],
];

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());

function modelOf(id: VendorId, auth: EndpointAuth, upstreamModel = modelIds[id]): PublishedModel {
  const baseUrl = upstream.baseUrls[id];
  return modelAt(baseUrl, {
    id: `${id}/model`,
    provider: id,
    upstreamModel,
    endpoint: { ready: true, poolKey: `${id} ${auth.kind}`, baseUrl, auth, trusted: true },
  });
}

interface Line extends AsyncDisposable {
  readonly openai: OpenAI;
  readonly gateway: StartedGateway;
}

/** The official SDK, talking to a gateway whose one agent uses this model. */
async function lineTo(model: PublishedModel): Promise<Line> {
  const gateway = await startGateway(configOf([choice(model)]));
  const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: agentKey, maxRetries: 0 });
  return { openai, gateway, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

function say(content: string): { model: string; messages: ChatCompletionMessageParam[] } {
  return {
    model: 'default',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content },
    ],
  };
}

async function failureOf(turn: Promise<unknown>): Promise<APIError> {
  const error = await turn.catch((thrown: unknown) => thrown);
  if (!(error instanceof APIError)) throw new Error(`It did not fail: ${JSON.stringify(error)}`);
  return error;
}

describe.each(cases)('%s, authorised with %s', (id, _how, auth) => {
  let line: Line;
  beforeAll(async () => {
    line = await lineTo(modelOf(id, auth));
  });
  afterAll(() => line[Symbol.asyncDispose]());

  test('gives a whole answer', async () => {
    const { choices, usage } = await line.openai.chat.completions.create(say('Hello, wörld 👋'));
    expect(choices).toMatchObject([
      { message: { role: 'assistant', content: 'Hello, wörld 👋' }, finish_reason: 'stop' },
    ]);
    expect(usage?.total_tokens).toBeGreaterThan(0);
  });

  test('streams, with the usage at the end', async () => {
    const stream = line.openai.chat.completions.stream({
      ...say('One two three'),
      stream_options: { include_usage: true },
    });
    const deltas: string[] = [];
    stream.on('content.delta', ({ delta }) => deltas.push(delta));
    const { choices, usage } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({
      message: { content: 'One two three' },
      finish_reason: 'stop',
    });
    expect(deltas.length).toBeGreaterThan(1);
    expect(usage?.completion_tokens).toBeGreaterThan(0);
  });

  test.each([true, false])('calls a tool and takes its result, streamed: %j', async (streamed) => {
    const ask = async (messages: ChatCompletionMessageParam[]) => {
      const body = { model: 'default', messages, tools: [getWeather] };
      const { chat } = line.openai;
      const { choices } = streamed
        ? await chat.completions.stream(body).finalChatCompletion()
        : await chat.completions.create(body);
      return choices[0];
    };
    const { messages } = say('call get_weather for Paris');
    const called = await ask(messages);
    expect(called?.finish_reason).toBe('tool_calls');
    const message = called?.message;
    const call = message?.tool_calls?.[0];
    if (message === undefined || call?.type !== 'function') throw new Error('Nothing was called.');
    expect(call.function.name).toBe('get_weather');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Paris' });
    const result = { role: 'tool' as const, tool_call_id: call.id, content: '21 degrees' };
    const answered = await ask([...messages, message, result]);
    expect(answered).toMatchObject({ finish_reason: 'stop' });
    expect(answered?.message.content).toContain('The tool answered: 21 degrees');
  });

  test('says that a conversation is too long', async () => {
    const turn = line.openai.chat.completions.create(say('[fault: context-length]'));
    expect(await failureOf(turn)).toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test.each([true, false])('tells a content filter from an end, streamed: %j', async (streamed) => {
    const body = say('One two three four [filtered]');
    const turn = streamed
      ? line.openai.chat.completions.stream(body).finalChatCompletion()
      : line.openai.chat.completions.create(body);
    const outcome = await turn.then(
      ({ choices }) => choices[0]?.finish_reason,
      (error: unknown) => codeOf(error),
    );
    // The SDK's helper throws an error without a code for this reason; Mistral's guardrail is a 403.
    expect(outcome).toBe('content_filter');
  });

  test.each(streamFaults.filter(([fault]) => fault !== 'bad-checksum' || id === 'bedrock'))(
    'makes an error of a stream with %s',
    async (fault, codes) => {
      let finish: string | null = null;
      const reading = async (): Promise<void> => {
        // Each event a write of its own, so that the fault comes after tokens that were passed on.
        const stream = await line.openai.chat.completions.create({
          ...say(`One two three four five six [pace: gap=0] [fault: ${fault}]`),
          stream: true,
        });
        for await (const { choices } of stream) finish = choices[0]?.finish_reason ?? finish;
      };
      const error = await failureOf(reading());
      expect(codes).toContain(error.code);
      expect(finish).toBeNull();
    },
  );
});

describe.each(vendorIds)('%s', (id) => {
  test('with wrong credentials is our fault, and shows none of them', async () => {
    const { auth, canary } = wrongAuthFor(id);
    await using line = await lineTo(modelOf(id, auth));
    for (const stream of [true, false]) {
      const turn = line.openai.chat.completions.create({ ...say('Hello'), stream });
      const error = await failureOf(turn);
      expect(error).toMatchObject({ status: 502, code: 'provider_auth_failed' });
      expect(error.message).not.toContain(canary);
    }
    expect(JSON.stringify([line.gateway.logs, line.gateway.records])).not.toContain(canary);
    expect(line.gateway.logs).toMatchObject([{ kind: 'auth' }, { kind: 'auth' }]);
  });

  test('with a model that it does not know is our fault', async () => {
    const [auth] = Object.values(authFor(id));
    if (auth === undefined) throw new Error('It can be authorised in no way.');
    await using line = await lineTo(modelOf(id, auth, 'no-such-model'));
    const turn = line.openai.chat.completions.create(say('Hello'));
    expect(await failureOf(turn)).toMatchObject({ status: 502, code: 'upstream_not_found' });
  });
});

/** The code of an error, or the finish reason that the SDK's helper takes for one. */
function codeOf(error: unknown): unknown {
  if (error instanceof APIError) return error.code;
  return error instanceof Error && /content filter/i.test(error.message) ? 'content_filter' : error;
}
