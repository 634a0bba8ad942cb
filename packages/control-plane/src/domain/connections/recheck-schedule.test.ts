import { once } from 'node:events';
import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { ControlPlaneOptions } from '../../options.ts';

const minute = 60_000;
/** How often the schedule looks. */
const lookMs = 60_000;

/** A control plane whose time passes when told: each `look` is one look of the schedule, to its end. */
async function startScheduled(change: Partial<ControlPlaneOptions> = {}) {
  let now = Date.UTC(2026, 10, 25);
  let armed = Promise.withResolvers<() => void>();
  const plane = await startControlPlane({
    recheckMinutes: 60,
    clock: () => now,
    after: (ms, work) => {
      // Alerts have timers of their own, which are not told here.
      if (ms !== lookMs) return () => {};
      now += ms;
      armed.resolve(work);
      return () => {};
    },
    ...change,
  });
  const look = async (minutes: number): Promise<void> => {
    const work = await armed.promise;
    armed = Promise.withResolvers();
    now += minutes * minute;
    work();
    await armed.promise;
  };
  const begin = async (minutes: number): Promise<void> => {
    const work = await armed.promise;
    now += minutes * minute;
    work();
  };
  return { plane, look, begin };
}

it('checks again, lightly, what an agent uses or was ever checked, and nothing else', async () => {
  const { plane, look } = await startScheduled();
  await using _ = plane;
  const used = await makeConnection(plane, { name: 'Used', modelId: 'used' });
  await makeAgent(plane, used.model);
  const checked = await makeConnection(plane, { name: 'Checked', modelId: 'checked' });
  await plane.call(`POST /connections/${checked.id}/check`);
  await makeConnection(plane, { name: 'Idle', modelId: 'idle' });
  plane.checked.length = 0;

  await look(50);
  expect(plane.checked).toEqual([]);
  await look(20);
  expect(new Map(plane.checked.map(({ modelId, depth }) => [modelId, depth]))).toEqual(
    new Map([
      ['checked', 'light'],
      ['used', 'light'],
    ]),
  );
  const { body } = await plane.call(`GET /connections/${used.id}`);
  expect(body.lastCheck).toMatchObject({ depth: 'light', ready: true });
  // Its next turn is an hour after this one.
  await look(10);
  expect(plane.checked).toHaveLength(2);
});

it('logs and audits a change from passing to failing, once', async () => {
  let ready = true;
  const { plane, look } = await startScheduled({
    checkEndpoint: async (target) => (ready ? passingReport(target) : failingReport(target)),
  });
  await using _ = plane;
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  ready = false;
  await look(70);
  await look(70);
  const { body } = await plane.call('GET /audit-events');
  const failing = body.items.filter(
    (event: { action: string }) => event.action === 'connection.check_failing',
  );
  expect(failing).toMatchObject([
    {
      actor: 'system',
      target: { id: connection.id },
      details: { headline: 'It refuses the credential.' },
    },
  ]);
  expect(plane.logged.filter((line) => line.includes('fails its check'))).toHaveLength(1);
  const { body: now } = await plane.call(`GET /connections/${connection.id}`);
  expect(now.lastCheck).toMatchObject({ depth: 'light', ready: false });
  expect(Date.parse(now.lastPassedAt)).toBeLessThan(Date.parse(now.lastCheck.at));
});

it('does not let a light check that passes make good what a full one found', async () => {
  const { plane, look } = await startScheduled({
    checkEndpoint: async (target, { depth }) =>
      depth === 'light' ? passingReport(target) : failingReport(target),
  });
  await using _ = plane;
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  await look(70);
  const { body } = await plane.call(`GET /connections/${connection.id}`);
  expect(body.lastCheck).toMatchObject({ depth: 'full', ready: false });
  expect(body.lastPassedAt).toBe(null);
  const { body: checks } = await plane.call(`GET /connections/${connection.id}/checks`);
  expect(checks.items).toMatchObject([{ depth: 'light', ready: true }, { depth: 'full' }]);
});

it('checks two at a time, and one that breaks holds up no other', async () => {
  let running = 0;
  let most = 0;
  const done: string[] = [];
  const together = Promise.withResolvers<void>();
  const { plane, look } = await startScheduled({
    checkEndpoint: async (target, { depth }) => {
      running += 1;
      if (depth === 'light') {
        most = Math.max(most, running);
        if (running === 2) together.resolve();
        await together.promise;
      }
      running -= 1;
      if (depth === 'light') done.push(target.modelId);
      if (depth === 'light' && target.modelId === 'm1') throw new Error('It broke.');
      return passingReport(target);
    },
  });
  await using _ = plane;
  for (let number = 0; number < 5; number += 1) {
    const { id } = await makeConnection(plane, { name: `N${number}`, modelId: `m${number}` });
    await plane.call(`POST /connections/${id}/check`);
  }
  await look(70);
  expect(done.toSorted()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
  expect(most).toBe(2);
});

it('ends what is under way when the program stops, and keeps nothing of it', async () => {
  const begun = Promise.withResolvers<void>();
  const { plane, begin } = await startScheduled({
    checkEndpoint: async (target, { depth, signal }) => {
      if (depth === 'full') return passingReport(target);
      begun.resolve();
      if (!signal.aborted) await once(signal, 'abort');
      return { ...failingReport(target), complete: false };
    },
  });
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  await begin(70);
  await begun.promise;
  await using again = await plane.restart({ recheckMinutes: 0 });
  const { body } = await again.call(`GET /connections/${connection.id}/checks`);
  expect(body.items).toMatchObject([{ depth: 'full' }]);
});

it('never checks by itself with an interval of 0', async () => {
  let armed = 0;
  await using plane = await startControlPlane({
    recheckMinutes: 0,
    after: (ms) => {
      if (ms === lookMs) armed += 1;
      return () => {};
    },
  });
  await makeConnection(plane);
  expect(armed).toBe(0);
});
