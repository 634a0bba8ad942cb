import { describe, expect, test } from 'vitest';
import { modelFetch } from './model-fetch.ts';
import type { ModelServerOptions } from './options.ts';
import type { Reply } from './reply.ts';

const url = 'http://models.test/v1/chat/completions';

function answerOf(reply: Reply, more: Partial<ModelServerOptions> = {}) {
  return modelFetch({ auth: { method: 'none' }, models: ['mine'], reply, ...more });
}

function ask(fields: object = {}, init: RequestInit = {}): Request {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], ...fields });
  return new Request(url, { method: 'POST', body, ...init });
}

describe('a Response', () => {
  test('asks for the next piece when its stream is read', async () => {
    let yielded = 0;
    const respond = answerOf(async function* count() {
      for (; yielded < 100; yielded += 1) yield 'piece ';
    });
    const response = await respond(ask({ stream: true }));
    const reader = response.body?.getReader();
    for (let read = 0; read < 3; read += 1) await reader?.read();
    expect(yielded).toBeLessThan(6);
  });

  test('that is cancelled returns the reply', async () => {
    const returned = Promise.withResolvers<boolean>();
    const respond = answerOf(async function* endless(_request, { signal }) {
      try {
        for (;;) yield 'word ';
      } finally {
        returned.resolve(signal.aborted);
      }
    });
    const response = await respond(ask({ stream: true }));
    await response.body?.cancel();
    expect(await returned.promise).toBe(true);
  });

  test('comes too late for a request that was aborted, but comes', async () => {
    const begun = Promise.withResolvers<void>();
    // oxlint-disable-next-line require-yield -- It is left before it could.
    const respond = answerOf(async function* thinking(_request, { signal }) {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const leaving = new AbortController();
    const answer = respond(ask({}, { signal: leaving.signal }));
    await begun.promise;
    leaving.abort();
    expect((await answer).status).toBe(499);
  });

  test('refuses a body that is too large although it says nothing of its size', async () => {
    const part = new Uint8Array(1_000_000).fill(0x20);
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(part),
    });
    const respond = answerOf(async function* hello() {
      yield 'Hello';
    });
    const response = await respond(new Request(url, { method: 'POST', body, duplex: 'half' }));
    expect(response.status).toBe(413);
    expect(response.headers.has('connection')).toBe(false);
  });

  test('of a request whose body was read before tells the owner so', async () => {
    const errors: unknown[] = [];
    const respond = answerOf(
      async function* hello() {
        yield 'Hello';
      },
      { onError: (error) => errors.push(error) },
    );
    const request = ask();
    await request.text();
    expect((await respond(request)).status).toBe(500);
    expect(String(errors[0])).toContain('was read before');
  });
});
