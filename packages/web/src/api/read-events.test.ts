import { describe, expect, it } from 'vitest';
import { readEvents, readNamedEvents } from './read-events.ts';

const stream =
  'data: {"a":1}\n\n: keep-alive\n\nevent: x\r\ndata: one\r\ndata: twö\r\n\r\ndata: [DONE]\n\n';
const events = ['{"a":1}', 'one\ntwö', '[DONE]'];

function inPieces(bytes: Uint8Array, ...cuts: number[]): ReadableStream<Uint8Array> {
  const edges = [0, ...cuts, bytes.length];
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < edges.length; i += 1)
        controller.enqueue(bytes.slice(edges[i - 1], edges[i]));
      controller.close();
    },
  });
}

async function all(events: AsyncIterable<string>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('readEvents', () => {
  it('gives the same events wherever the bytes are cut', async () => {
    const bytes = new TextEncoder().encode(stream);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await all(readEvents(inPieces(bytes, cut))), `cut at ${cut}`).toEqual(events);
    }
  });

  it('names each event by its own name, and no later one', async () => {
    const bytes = new TextEncoder().encode(
      'event: started\ndata: 1\n\ndata: 2\n\nevent: lost\n\n: a comment\n\ndata: 3\n\n',
    );
    const seen: string[] = [];
    for await (const { name, data } of readNamedEvents(inPieces(bytes)))
      seen.push(`${name}=${data}`);
    expect(seen).toEqual(['started=1', '=2', '=3']);
  });

  it('gives no event that was not finished', async () => {
    const bytes = new TextEncoder().encode('data: whole\n\ndata: half\n');
    expect(await all(readEvents(inPieces(bytes)))).toEqual(['whole']);
  });

  it('says in words that the bytes broke off', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    await expect(all(readEvents(body))).rejects.toMatchObject({
      code: 'connection_lost',
      message: expect.stringContaining('Jackfield went away in the middle of it'),
    });
  });

  it('cancels the stream when its reader leaves early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: on and on\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of readEvents(body)) {
      expect(event).toBe('on and on');
      break;
    }
    expect(cancelled).toBe(true);
  });
});
