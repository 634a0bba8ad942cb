import { once } from 'node:events';
import { request, type ClientRequest, type Server } from 'node:http';
import { expect, test } from 'vitest';
import { HandClock } from './hand-clock.ts';
import { lastText } from './last-text.ts';
import { startModelServer } from './start-model-server.ts';

const callers = 120;
const words = 40;
/** At which word a caller leaves; those who hear the last one stay to the end. */
const leavesAt = [0, 1, 2, 7, words] as const;

test('leaves no reply, no socket and no timer behind, however its callers leave', async () => {
  const clock = new HandClock();
  const calls = new Map<string, { call: ClientRequest; leavesAt: number }>();
  const live = new Set<string>();
  let heard = 0;
  await using server = await startModelServer(
    async function* story(request, { signal, requestId }) {
      const asked = calls.get(lastText(request));
      live.add(requestId);
      try {
        for (let word = 0; word < words; word += 1) {
          if (word === asked?.leavesAt) {
            asked.call.destroy();
            // Who goes on without its caller would wait here for ever.
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
          }
          await new Promise((resolve) => setImmediate(resolve));
          yield 'word '.repeat(200);
        }
      } finally {
        live.delete(requestId);
      }
    },
    { clock },
  );
  await Promise.all(
    Array.from({ length: callers }, async (_none, index) => {
      const call = request(`${server.url}/v1/chat/completions`, { method: 'POST', agent: false });
      calls.set(String(index), { call, leavesAt: leavesAt[index % leavesAt.length] ?? words });
      call.on('error', () => undefined);
      call.on('response', (response) => {
        response.on('error', () => undefined);
        response.on('end', () => (heard += 1)).resume();
      });
      const messages = [{ role: 'user', content: String(index) }];
      call.end(JSON.stringify({ stream: index % 2 === 0, messages }));
      await new Promise((resolve) => call.on('close', resolve));
    }),
  );
  expect(heard).toBe(callers / leavesAt.length);
  const closed = once(server.server, 'close');
  server.server.close();
  await closed;
  // A reply that was left at work has its turn to notice; one that never does hangs the test here.
  while (live.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await socketsOf(server.server)).toBe(0);
  expect(clock.waiting).toBe(0);
  expect(server.errors).toEqual([]);
});

function socketsOf(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  return promise;
}
