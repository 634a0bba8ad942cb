import fc from 'fast-check';
import { rawRequest } from '../security/raw-request.ts';
import { startProgram } from '../start-program.ts';
import { anyText } from './any-text.ts';
import { chatRequest } from './chat-request.ts';
import { fuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { mutatedBytes } from './mutated-bytes.ts';

const recorded = [
  { model: 'demo', messages: [{ role: 'user', content: 'Hi' }], stream: true },
  {
    model: 'demo',
    messages: [
      { role: 'user', content: 'Call get_weather for Rome.' },
      { role: 'user', content: [{ type: 'text', text: 'x' }] },
    ],
    tools: [
      { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
    ],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'a', schema: { type: 'object' } },
    },
    stop: ['x'],
    max_tokens: 5,
    stream_options: { include_usage: true },
  },
].map((body) => Buffer.from(JSON.stringify(body)));

/** The kit's server, as the demo endpoint runs it: a process of its own, asked for completions. */
export async function kitRequests(): Promise<FuzzTarget> {
  const program = startProgram(['demo-endpoint', '--port', '0']);
  const url = await program.ready;
  const { origin, port } = new URL(url);
  return fuzzTarget({
    inputs: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('made' as const),
          body: chatRequest.map((body) => JSON.stringify(body)),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('made' as const), body: mutatedBytes(recorded) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('raw' as const),
          bytes: mutatedBytes(recorded.map(wholeRequest)),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('path' as const), path: anyText }) },
    ),
    async ask(input) {
      if (input.kind === 'raw') {
        const answer = await rawRequest(Number(port), input.bytes, true);
        if (/HTTP\/1\.1 5\d\d/.test(answer)) throw new Error(answer);
        return;
      }
      const path =
        input.kind === 'path'
          ? `/v1/${encodeURIComponent(input.path.toWellFormed())}`
          : '/v1/chat/completions';
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body:
          input.kind === 'path'
            ? '{}'
            : typeof input.body === 'string'
              ? input.body
              : new Uint8Array(input.body),
      });
      const text = await response.text();
      if (response.status >= 500) throw new Error(`${response.status} ${text}`);
    },
    async stands() {
      const models = await fetch(`${url}/models`);
      if (models.status !== 200) throw new Error(`GET /v1/models answers ${models.status}`);
      await models.text();
      if (program.stderr() !== '') throw new Error(program.stderr());
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
}

function wholeRequest(body: Buffer): Buffer {
  const head = [
    'POST /v1/chat/completions HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
