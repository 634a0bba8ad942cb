import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { join, password, signInAgain } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200, and what it answered may be sent back', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'editor');
  const changed = await plane.call(`PATCH /users/${ada.id}`, {
    body: { name: 'Ada L', email: 'ada@example.com' },
  });
  expect([changed.status, changed.body.name, changed.body.state]).toEqual([200, 'Ada L', 'active']);
  const again = await plane.call(`PATCH /users/${ada.id}`, { body: changed.body });
  expect(again.body).toEqual(changed.body);
});

it('case 32: takes a role away from sessions and tokens with their next request', async () => {
  await using plane = await startControlPlane();
  const agent = await makeAgent(plane);
  const ada = await join(plane, 'Ada', 'editor');
  const { body: made } = await ada.call('POST /me/tokens', {
    body: { name: 'CI', expiresInDays: 30 },
  });
  const rename = { body: { name: 'Renamed' } };
  const byToken = () => plane.call(`PATCH /agents/${agent}`, { ...rename, token: made.token });
  expect((await ada.call(`PATCH /agents/${agent}`, rename)).status).toBe(200);
  expect((await byToken()).status).toBe(200);
  await plane.call(`PATCH /users/${ada.id}`, { body: { role: 'viewer' } });
  for (const refused of [await ada.call(`PATCH /agents/${agent}`, rename), await byToken()]) {
    expect([refused.status, refused.body.code, refused.body.needs]).toEqual([
      403,
      'role_missing',
      'editor',
    ]);
  }
  expect((await ada.call(`GET /agents/${agent}`)).status).toBe(200);
});

it('case 32: lets a disabled user in by nothing, and by a new session once enabled', async () => {
  await using plane = await startControlPlane();
  await join(plane, 'Boss', 'admin');
  const ada = await join(plane, 'Ada', 'viewer');
  const { body: made } = await ada.call('POST /me/tokens', {
    body: { name: 'CI', expiresInDays: 30 },
  });
  const { body } = await plane.call(`PATCH /users/${ada.id}`, { body: { disabled: true } });
  expect(body.state).toBe('disabled');
  expect((await ada.call('GET /me')).status).toBe(401);
  expect((await plane.call('GET /me', { token: made.token })).status).toBe(401);
  const refused = await plane.call('POST /session', {
    token: null,
    body: { name: 'Ada', password },
  });
  expect([refused.status, refused.body.detail]).toEqual([
    401,
    'The name or the password is wrong.',
  ]);
  await plane.call(`PATCH /users/${ada.id}`, { body: { disabled: false } });
  expect((await ada.call('GET /me')).status).toBe(401);
  expect((await (await signInAgain(plane, ada)).call('GET /me')).status).toBe(200);
  expect((await plane.call('GET /me', { token: made.token })).status).toBe(200);
});

it('answers 409 before the last admin is demoted, disabled or deleted, and counts no mere invitation', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'admin');
  await plane.call('POST /users', { body: { name: 'Invited', role: 'admin' } });
  for (const answer of [
    await ada.call(`PATCH /users/${ada.id}`, { body: { role: 'editor' } }),
    await ada.call(`PATCH /users/${ada.id}`, { body: { disabled: true } }),
    await ada.call(`DELETE /users/${ada.id}`),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([409, 'last_admin']);
  }
  expect((await ada.call('GET /users')).status).toBe(200);
  await join(plane, 'Bea', 'admin');
  const demoted = await ada.call(`PATCH /users/${ada.id}`, { body: { role: 'editor' } });
  expect(demoted.status).toBe(200);
});

it('answers 409 to a name that somebody else has', async () => {
  await using plane = await startControlPlane();
  await join(plane, 'Ada', 'viewer');
  const bea = await join(plane, 'Bea', 'viewer');
  const answer = await plane.call(`PATCH /users/${bea.id}`, { body: { name: 'ada' } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([409, 'name']);
});
