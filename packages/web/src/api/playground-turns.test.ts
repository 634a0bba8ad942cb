import { afterEach, expect, it, vi } from 'vitest';
import type { Answer } from '../model/answer.ts';
import { carryPlaygroundTurns } from './playground-turns.ts';

afterEach(() => void vi.unstubAllGlobals());

async function failureOf(body: ReadableStream<Uint8Array>): Promise<Answer['failure']> {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
  const told: Answer[] = [];
  const turns = { request: { messages: [{ role: 'user', content: 'Hello' }] }, settings: [null] };
  const never = new AbortController().signal;
  await carryPlaygroundTurns('agt_1', turns, never, (_turn, answer) => told.push(answer));
  return told.at(-1)?.failure ?? null;
}

it('says that Jackfield went away, whether the answer ended early or broke off', async () => {
  const early = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError('network error')),
  });
  const lost = {
    code: 'connection_lost',
    message: 'Jackfield went away in the middle of it. Check that it is running, then try again.',
  };
  expect(await failureOf(early)).toEqual(lost);
  expect(await failureOf(broken)).toEqual(lost);
});
