import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { chunk, done } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { until } from './until.ts';

const streamed = { ...hello, stream: true };
const answer = chunk({ content: 'Until nine.' }) + chunk({}, 'stop');
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n';

/** A server whose chunked answer goes on with `then` behind what it has `said`. */
function startServer(said: string, then: (socket: Socket) => unknown) {
  return startRawUpstream(({ socket }) => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked';
    socket.write(`${head}\r\n\r\n${piece(said)}`, () => setImmediate(() => then(socket)));
  });
}

function piece(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

const endings: [string, (socket: Socket) => unknown][] = [
  ['closes without the last chunk', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
  ['says an error', (socket) => socket.write(piece('data: {"error":{"message":"No usage."}}\n\n'))],
  ['says what is no JSON', (socket) => socket.write(piece('data: DONE\n\n'))],
  ['breaks HTTP', (socket) => socket.write('no size\r\n')],
];

test.each(endings)(
  'an answer with its finish reason is whole where its server %s',
  async (_, then) => {
    await using upstream = await startServer(answer, then);
    await using other = await startServer(chunk({ content: ' And on Sundays.' }), () => undefined);
    const next = modelAt(other.url, { id: 'byom/other', continuesAnswers: true });
    const failover = { continueAfterCut: true };
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url)), choice(next)], { failover }),
    );
    const record = gateway.nextRecord();
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe('Until nine.');
    expect(events.at(-1)).toBe('[DONE]');
    expect(await record).toMatchObject({
      outcome: 'answered',
      attempts: [{ outcome: 'answered' }],
    });
    expect(other.seen).toHaveLength(0);
  },
);

test('what may come behind the finish reason is waited for a second', async () => {
  await using upstream = await startServer(answer, () => undefined);
  const clock = new HandClock();
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]), clock);
  const record = gateway.nextRecord();
  const response = await postTurn(gateway, streamed);
  await until(() => clock.waits(1_000));
  clock.advance(999);
  upstream.seen[0]?.socket.write(piece(usage));
  const reader = response.body?.getReader();
  let heard = '';
  while (!heard.includes('prompt_tokens')) heard += textIn(await reader?.read());
  clock.advance(1);
  expect(textIn(await reader?.read())).toBe('data: [DONE]\n\n');
  expect(await record).toMatchObject({ outcome: 'answered', promptTokens: 1, completionTokens: 2 });
});

test.each([
  ['one of two choices has not finished', { ...streamed, n: 2 }, answer],
  ['words came behind the finish reason', streamed, answer + chunk({ content: ' Or ten' })],
  ['none was asked for', { ...streamed, n: 0 }, chunk({ content: 'Until' })],
])('an answer is cut off where %s', async (_, request, said) => {
  await using upstream = await startServer(said, (socket) => socket.resetAndDestroy());
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const record = gateway.nextRecord();
  const events = await eventsOf(await postTurn(gateway, request));
  expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
  expect(await record).toMatchObject({ outcome: 'failed' });
});

test.each([
  ['thinks', { reasoning_content: 'Hm.' }, null],
  ['speaks', { audio: { data: 'UklGRg==' } }, null],
  ['only says that it is there', { role: 'assistant', content: '' }, 'upstream_stalled'],
])('a model that %s in its answer is judged by how long nothing came', async (_, delta, code) => {
  await using upstream = await startServer(chunk({ content: 'Well:' }), () => undefined);
  const clock = new HandClock();
  const slow = choice(modelAt(upstream.url), { deadlines: { gapMs: 300 } });
  await using gateway = await startGateway(configOf([slow]), clock);
  const record = gateway.nextRecord();
  const reader = (await postTurn(gateway, streamed)).body?.getReader();
  await reader?.read();
  for (let said = 0; said < 2; said += 1) {
    clock.advance(200);
    upstream.seen[0]?.socket.write(piece(chunk(delta)));
    await reader?.read();
  }
  upstream.seen[0]?.socket.write(piece(chunk({}, 'stop') + done));
  expect((await record).errorCode).toBe(code);
});

test('speech alone is a first token', async () => {
  await using upstream = await startServer(chunk({ audio: { data: 'UklGRg==' } }), () => undefined);
  const clock = new HandClock();
  const quick = choice(modelAt(upstream.url), { deadlines: { firstTokenMs: 200, gapMs: 300 } });
  await using gateway = await startGateway(configOf([quick]), clock);
  const record = gateway.nextRecord();
  await postTurn(gateway, streamed);
  clock.advance(300);
  expect(await record).toMatchObject({ errorCode: 'upstream_stalled' });
});

function textIn(read: { value?: Uint8Array | undefined } | undefined): string {
  return Buffer.from(read?.value ?? []).toString();
}
