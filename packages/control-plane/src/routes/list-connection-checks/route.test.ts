import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the checks, newest first, without what was sent and came back', async () => {
  let ready = true;
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => (ready ? passingReport(target) : failingReport(target)),
  });
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  ready = false;
  await plane.call(`POST /connections/${connection.id}/check`);
  const answer = await plane.call(`GET /connections/${connection.id}/checks`);
  expect(answer.status).toBe(200);
  expect(answer.body.items).toMatchObject([
    { depth: 'full', ready: false, headline: 'It refuses the credential.', stale: false },
    { depth: 'full', ready: true },
  ]);
  expect(answer.text).not.toContain('Incorrect API key');
});

it('keeps the last twenty, and beyond them the last that passed', async () => {
  let ready = true;
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => (ready ? passingReport(target) : failingReport(target)),
  });
  const connection = await makeConnection(plane);
  for (let count = 0; count < 25; count += 1) {
    await plane.call(`POST /connections/${connection.id}/check`);
    ready = false;
  }
  const { body } = await plane.call(`GET /connections/${connection.id}/checks`);
  expect(body.items.map((item: { ready: boolean }) => item.ready)).toEqual([
    ...Array.from({ length: 20 }, () => false),
    true,
  ]);
  const { body: now } = await plane.call(`GET /connections/${connection.id}`);
  expect(now.lastPassedAt).toBe(body.items[20].at);
});

it('loses the checks with the connection', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  expect((await plane.call(`DELETE /connections/${connection.id}`)).status).toBe(204);
  expect((await plane.call(`GET /connections/${connection.id}/checks`)).status).toBe(404);
});
