import { expect, it } from 'vitest';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the report of a try with the saved credential', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const answer = await plane.call(`POST /connections/${connection.id}/check`);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ ready: true, modelId: 'support-7b' });
  const endpoint = plane.tried[0]?.endpoint;
  const auth = endpoint?.ready === true ? endpoint.auth : null;
  expect(auth?.kind === 'header' ? auth.credential.reveal() : null).toBe(canary);
  expect(answer.text).not.toContain(canary);
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
  expect(plane.tried).toEqual([]);
});
