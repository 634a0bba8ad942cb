import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunk, done, sendStream, startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { agentKey, choice, configOf, modelAt, startGateway } from './start-gateway.ts';

const words = ['Grüße', ' aus 東京', ' 🎧'];
let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const events = [...words.map((content) => chunk({ content })), chunk({}, 'stop'), done];
  upstream.answer = (response) => sendStream(response, events.join(''));
});

afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
});

/** All that comes of these requests, sent at once on one connection. */
async function answersTo(url: string, requests: readonly string[]): Promise<Buffer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (bytes) => parts.push(bytes));
  socket.write(requests.join(''));
  await once(socket, 'close');
  return Buffer.concat(parts);
}

function turn(version: string, connection: string): string {
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Hello' }] });
  return `POST /v1/chat/completions HTTP/${version}\r\nhost: localhost\r\nauthorization: Bearer ${agentKey}\r\nconnection: ${connection}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** The body of the answer that begins at `from`, read by its chunks' sizes in bytes; and where it ends. */
function readChunks(bytes: Buffer, from: number): { text: string; end: number } {
  let at = bytes.indexOf('\r\n\r\n', from) + 4;
  const parts: Buffer[] = [];
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    expect(bytes.toString('latin1', start + size, start + size + 2)).toBe('\r\n');
    if (!(size > 0)) return { text: Buffer.concat(parts).toString(), end: start + 2 };
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

test('two streams on one connection are each whole, chunk by chunk, in any script', async () => {
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const bytes = await answersTo(gateway.url, [turn('1.1', 'keep-alive'), turn('1.1', 'close')]);
  const first = readChunks(bytes, 0);
  const second = readChunks(bytes, first.end);
  for (const { text } of [first, second]) {
    for (const word of words) expect(text).toContain(JSON.stringify(word));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  }
  expect(second.end).toBe(bytes.length);
});

test('a caller of HTTP/1.0 is sent no chunks', async () => {
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const text = (await answersTo(gateway.url, [turn('1.0', 'close')])).toString();
  const [head = '', body] = text.split('\r\n\r\n');
  expect(head.toLowerCase()).not.toContain('transfer-encoding');
  expect(body).toMatch(/^data: \{/);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
});
