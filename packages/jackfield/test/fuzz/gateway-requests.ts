import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { rawRequest } from '../security/raw-request.ts';
import type { RawAnswer } from '../security/raw-upstream.ts';
import { anyText } from './any-text.ts';
import { chatRequest } from './chat-request.ts';
import { answersOf, startFuzzedProgram, vendorOf, vendors } from './fuzzed-program.ts';
import { fuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { mutatedBytes } from './mutated-bytes.ts';

interface Asked {
  readonly failure: boolean;
  readonly text: string;
}

const overloadedMs = 60_000;

/** A machine with other work says `overloaded`, for which no input is the reason: it is asked again. */
async function whenNotOverloaded(ask: () => Promise<Asked>): Promise<Asked> {
  const endsAt = performance.now() + overloadedMs;
  for (;;) {
    const asked = await ask();
    if (!asked.text.includes('"code":"overloaded"') || performance.now() > endsAt) return asked;
    await pause(1_000);
  }
}

/**
 * Requests to the gateway, for a model of each vendor: made from the request's types, or recorded
 * ones with bytes changed, head and body. Whatever is asked, an upstream that answers well is never
 * the reason for a 5xx.
 */
export async function gatewayRequests(): Promise<FuzzTarget> {
  const program = await startFuzzedProgram();
  const { jackfield, upstream, agents } = program;
  upstream.answer = answersWell;
  const recorded = recordedRequests.map((body) => Buffer.from(JSON.stringify(body)));
  const vendor = fc.constantFrom(...vendors);
  return fuzzTarget({
    inputs: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('made' as const), vendor, body: chatRequest }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('mutated' as const),
          vendor,
          body: mutatedBytes(recorded),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('raw' as const),
          vendor,
          bytes: mutatedBytes(
            recorded.flatMap((body) => [wholeRequest(body, ''), wholeRequest(body, '?a=b')]),
          ),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('path' as const), vendor, path: anyText }),
      },
    ),
    async ask(input) {
      const { key } = agents[input.vendor];
      const { failure, text } = await whenNotOverloaded(async () => {
        if (input.kind === 'raw') {
          const bytes = input.bytes.toString('latin1').replaceAll(keyPlace, key);
          const answer = await rawRequest(jackfield.port, Buffer.from(bytes, 'latin1'), true);
          return { failure: /HTTP\/1\.1 5\d\d/.test(answer), text: answer };
        }
        const path =
          input.kind === 'path'
            ? `/v1/${encodeURIComponent(input.path.toWellFormed())}`
            : '/v1/chat/completions';
        const body =
          input.kind === 'made'
            ? JSON.stringify(input.body)
            : input.kind === 'mutated'
              ? new Uint8Array(input.body)
              : '{}';
        const response = await fetch(jackfield.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body,
        });
        const said = `${response.status} ${await response.text()}`;
        return { failure: response.status >= 500, text: said };
      });
      if (failure) throw new Error(text);
    },
    stands: () => program.stands(),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
}

const keyPlace = 'AGENT-KEY';

function wholeRequest(body: Buffer, query: string): Buffer {
  const head = [
    `POST /v1/chat/completions${query} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${keyPlace}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

const answersWell: RawAnswer = (socket, { head, body }) => {
  const vendor = vendorOf(head);
  const streamed =
    /"stream":true/.test(body) || /:streamGenerateContent|\/converse-stream/.test(head);
  const { whole, streamed: streams } = answersOf[vendor];
  const [answer = Buffer.alloc(0)] = streamed ? streams : whole;
  const type = !streamed
    ? 'application/json'
    : vendor === 'bedrock'
      ? 'application/vnd.amazon.eventstream'
      : 'text/event-stream';
  socket.write(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${answer.length}\r\n\r\n`,
      ),
      answer,
    ]),
  );
};

const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Says the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    strict: true,
  },
};

const recordedRequests: readonly object[] = [
  { messages: [{ role: 'user', content: 'Hi' }] },
  {
    model: 'default',
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.2,
    top_p: 0.9,
    max_completion_tokens: 100,
    stop: ['\n'],
    messages: [
      { role: 'system', content: 'You take calls for the Hotel Adler.' },
      { role: 'user', content: [{ type: 'text', text: 'What is the weather in Zürich? 👋' }] },
    ],
    tools: [tool],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
    parallel_tool_calls: false,
  },
  {
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'get_weather', arguments: '{"city":"Rome"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"degrees":21}' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          { type: 'text', text: 'And here?' },
        ],
      },
    ],
    tools: [tool],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema: { type: 'object', properties: {} } },
    },
    reasoning_effort: 'low',
    seed: 7,
    n: 1,
    logprobs: true,
    top_logprobs: 2,
    user: 'caller',
    metadata: { call: '1' },
    logit_bias: { 50256: -100 },
  },
];
