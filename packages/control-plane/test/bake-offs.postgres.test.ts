import type { Rehearsal, Rehearsed } from '@jackfield/gateway-config';
import { expect, test, vi } from 'vitest';
import { answeredBy, askedIn, bakeOffAgent } from './bake-off-agent.ts';
import { startControlPlane, type TestControlPlane } from './start-control-plane.ts';

const cases = Array.from({ length: 12 }, (_, index) => ({
  messages: [{ role: 'user' as const, content: `Question ${index + 1}` }],
}));

/** Answers so many, then hangs until told to leave. */
function answering(open: number, asked: string[]) {
  const say = answeredBy(() => 'Yes');
  let left = open;
  return (rehearsal: Rehearsal, signal: AbortSignal): Promise<Rehearsed> => {
    if (left > 0) {
      left -= 1;
      asked.push(askedIn(rehearsal));
      return say(rehearsal);
    }
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'left' }));
    });
  };
}

async function start(plane: TestControlPlane): Promise<string> {
  const { path, testSetId } = await bakeOffAgent(plane, cases);
  const body = { testSetId, models: [], parallel: 2 };
  const { body: started } = await plane.call(`POST ${path}/bake-offs`, { body });
  return `${path}/bake-offs/${started.id}`;
}

test('of two processes one runs a bake-off, and the other goes on where that one is gone', async () => {
  const [first, second]: [string[], string[]] = [[], []];
  let now = Date.now();
  let looks = 0;
  await using one = await startControlPlane({
    ownPorts: new Set([1]),
    clock: () => now,
    rehearse: answering(5, first),
    // It never says again that it is there, like one whose machine is gone.
    after: (ms, work) => {
      const timer = setTimeout(work, ms === 10_000 ? 600_000 : ms).unref();
      return () => clearTimeout(timer);
    },
  });
  const at = await start(one);
  const bakeOff = async () => (await one.call(`GET ${at}`)).body;
  await vi.waitFor(async () => expect((await bakeOff()).finished).toBe(5));
  await using _other = await one.beside({
    ownPorts: new Set([2]),
    clock: () => now,
    rehearse: answering(99, second),
    after: (ms, work) => {
      if (ms === 5_000) looks += 1;
      const timer = setTimeout(work, Math.min(ms, 50)).unref();
      return () => clearTimeout(timer);
    },
  });
  // It looks once more, and again, and leaves it be.
  await vi.waitFor(() => expect(looks).toBeGreaterThan(3));
  expect(second).toEqual([]);
  now += 31_000;
  await vi.waitFor(async () => expect((await bakeOff()).state).toBe('done'), { timeout: 10_000 });
  expect((await bakeOff()).finished).toBe(cases.length);
  expect(new Set([...first, ...second]).size).toBe(cases.length);
  expect(first.length + second.length).toBe(cases.length);
});

test('what is cancelled at one process is left by the other that runs it', async () => {
  const asked: string[] = [];
  let left = false;
  await using one = await startControlPlane({
    ownPorts: new Set([1]),
    rehearse: async (rehearsal, signal) => {
      const rehearsed = await answering(0, asked)(rehearsal, signal);
      left = true;
      return rehearsed;
    },
    after: (ms, work) => {
      const timer = setTimeout(work, Math.min(ms, 50)).unref();
      return () => clearTimeout(timer);
    },
  });
  const at = await start(one);
  await vi.waitFor(async () => expect((await one.call(`GET ${at}`)).body.state).toBe('running'));
  await using other = await one.beside({ ownPorts: new Set([2]) });
  expect((await other.call(`POST ${at}/cancel`)).status).toBe(200);
  await vi.waitFor(() => expect(left).toBe(true));
  expect((await other.call(`GET ${at}`)).body).toMatchObject({ state: 'cancelled', finished: 0 });
});
