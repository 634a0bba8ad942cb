import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { LearnedCapabilities } from '../../schemas/check-report.ts';

it('answers 200 with the report of the saved credential, and keeps it with the connection', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  expect(connection.lastCheck).toBe(null);
  const answer = await plane.call(`POST /connections/${connection.id}/check`);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ ready: true, modelId: 'support-7b' });
  const auth = plane.checked[0]?.auth;
  expect(auth?.method === 'bearer' ? auth.credential.reveal() : null).toBe(canary);
  expect(answer.text).not.toContain(canary);
  const { body: after } = await plane.call(`GET /connections/${connection.id}`);
  expect(after.lastCheck).toMatchObject({
    depth: 'full',
    ready: true,
    headline: 'Ready to connect: nothing was found.',
    stale: false,
  });
  expect(after.lastPassedAt).toBe(after.lastCheck.at);
  const { body: events } = await plane.call('GET /audit-events');
  expect(events.items[0]).toMatchObject({
    action: 'connection.checked',
    target: { id: connection.id },
    details: { host: '8.8.8.8', modelId: 'support-7b', ready: true },
  });
});

it('says that a check is stale once the connection was changed', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  await plane.call(`POST /connections/${connection.id}/check`);
  const change = (body: object) => plane.call(`PATCH /connections/${connection.id}`, { body });
  expect((await change({ name: 'Renamed' })).body.lastCheck.stale).toBe(false);
  expect((await change({ modelId: 'support-8b' })).body.lastCheck.stale).toBe(true);
});

it('checks what a change would leave, with the sealed credential where the change would keep it', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => failingReport(target),
  });
  const connection = await makeConnection(plane);
  const check = (body: object) => plane.call(`POST /connections/${connection.id}/check`, { body });
  const change = { url: 'https://8.8.8.8/v2' };
  expect((await check(change)).body).toMatchObject({ ready: false, url: 'https://8.8.8.8/v2' });
  expect((await plane.call(`GET /connections/${connection.id}`)).body.lastCheck).toBe(null);
  const elsewhere = await check({ url: 'https://1.1.1.1/v1' });
  expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'credential_required']);
  const saved = await plane.call(`PATCH /connections/${connection.id}`, { body: change });
  expect([saved.status, saved.body.code]).toEqual([422, 'check_failed']);
  const anyway = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { ...change, connectAnyway: { reason: 'Its key comes on Monday.' } },
  });
  expect(anyway.body).toMatchObject({ url: change.url, lastCheck: { ready: false, stale: false } });
});

it('answers 404 to an unknown connection', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('POST /connections/con_x/check')).status).toBe(404);
});

it('answers 422 when its endpoint is no longer allowed', async () => {
  await using plane = await startControlPlane();
  const { body: allowed } = await plane.call('POST /allowed-endpoints', {
    body: { endpoint: '127.0.0.1:4321' },
  });
  const connection = await makeConnection(plane, { url: 'http://127.0.0.1:4321/v1' });
  await plane.call(`DELETE /allowed-endpoints/${allowed.id}`);
  const answer = await plane.call(`POST /connections/${connection.id}/check`);
  expect([answer.status, answer.body.code]).toEqual([422, 'endpoint_not_allowed']);
  expect(plane.checked).toEqual([]);
});

it('keeps the report of a connection that is deleted meanwhile nowhere, and still answers it', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => {
      begun.resolve();
      await gate.promise;
      return failingReport(target);
    },
  });
  const connection = await makeConnection(plane);
  const checking = plane.call(`POST /connections/${connection.id}/check`);
  await begun.promise;
  await plane.call(`DELETE /connections/${connection.id}`);
  gate.resolve();
  expect((await checking).body).toMatchObject({ ready: false });
});

it('learns what the check saw and forgets nothing it did not see, for turns to go by', async () => {
  let seen: Partial<LearnedCapabilities> = { developerRole: false, refusedFields: ['seed'] };
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => {
      const report = passingReport(target);
      return { ...report, capabilities: { ...report.capabilities, ...seen } };
    },
  });
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const model = () => plane.config().agentsById.get(agent)?.setting?.choices[0].model;
  const check = () => plane.call(`POST /connections/${connection.id}/check`);
  expect(model()?.refusedFields).toEqual([]);
  await check();
  expect(model()?.refusedFields).toEqual(['seed']);
  expect(model()?.repairs).toContain('developer-as-system');
  // Nothing is seen of an endpoint that is down.
  seen = { streaming: null };
  await check();
  seen = { tools: true };
  await check();
  expect(model()?.refusedFields).toEqual(['seed']);
  expect(model()?.repairs).toContain('developer-as-system');
  seen = { developerRole: true, unknownFieldsRefused: false };
  await check();
  expect(model()?.refusedFields).toEqual([]);
  expect(model()?.repairs).not.toContain('developer-as-system');
});
