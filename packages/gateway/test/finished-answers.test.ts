import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { chunk } from './fake-upstream.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';

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
  ['stays open', () => undefined],
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

test('usage that comes a moment behind the finish reason still counts', async () => {
  await using upstream = await startServer(answer, (socket) =>
    setTimeout(() => socket.write(piece(usage)), 300),
  );
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const record = gateway.nextRecord();
  await (await postTurn(gateway, streamed)).text();
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
  ['thinks', 'reasoning_content', 'Hm.'],
  ['speaks', 'audio', { data: 'UklGRg==' }],
])('a model that %s in its answer is not taken for stalled', async (_, field, value) => {
  const more = piece(chunk({ [field]: value }));
  await using upstream = await startServer(chunk({ content: 'Well:' }), async (socket) => {
    let said = 0;
    const timer = setInterval(() => {
      socket.write(said < 6 ? more : piece(chunk({}, 'stop')));
      said += 1;
      if (said > 6) clearInterval(timer);
    }, 100);
  });
  await using gateway = await startGateway(
    configOf([choice(modelAt(upstream.url), { deadlines: { gapMs: 300 } })]),
  );
  const events = await eventsOf(await postTurn(gateway, streamed));
  expect(events.at(-1)).toBe('[DONE]');
});

test('speech alone is a first token, and empty deltas are nothing', async () => {
  const speech = piece(chunk({ audio: { data: 'UklGRg==' } }));
  await using upstream = await startServer(chunk({ role: 'assistant' }), (socket) => {
    socket.write(speech);
  });
  const deadlines = { firstTokenMs: 200, gapMs: 300 };
  await using gateway = await startGateway(
    configOf([choice(modelAt(upstream.url), { deadlines })]),
  );
  const events = await eventsOf(await postTurn(gateway, streamed));
  expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_stalled' } });
});
