import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

const password = 'correct horse battery';

function set(plane: TestControlPlane, token: unknown, body: object = { password }) {
  return plane.call('POST /first-admin', { token: null, body: { token, ...body } });
}

it('answers 201 with a session, and the token is spent', async () => {
  await using plane = await startControlPlane();
  const token = await plane.controlPlane.firstAdminToken();
  const answer = await set(plane, token);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ user: { name: 'admin', role: 'admin' } });
  const cookie = answer.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(
    /^jackfield_session=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const headers = { cookie: cookie.split(';', 1)[0] ?? '' };
  expect((await plane.call('GET /session', { token: null, headers })).status).toBe(200);
  expect(await plane.controlPlane.firstAdminToken()).toBeNull();
  expect((await set(plane, token)).status).toBe(409);
  const { body } = await plane.call('GET /audit-events');
  expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
    'session.started',
    'admin.created',
  ]);
});

it('marks the cookie as secure when the request came by https', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /first-admin', {
    token: null,
    body: { token: await plane.controlPlane.firstAdminToken(), password },
    headers: { 'x-forwarded-proto': 'https' },
  });
  expect(answer.headers.get('set-cookie')).toContain('; Secure');
});

it('case 28: makes exactly one admin of thirty requests at once', async () => {
  await using plane = await startControlPlane();
  const token = await plane.controlPlane.firstAdminToken();
  const answers = await Promise.all(Array.from({ length: 30 }, () => set(plane, token)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(29);
  expect(answers.filter(({ headers }) => headers.has('set-cookie'))).toHaveLength(1);
  const { items } = (await plane.call('GET /users')).body;
  expect(items).toMatchObject([{ role: 'admin' }]);
  expect(items).toHaveLength(1);
});

it('answers 401 to a wrong token and to one that a later one has ended', async () => {
  await using plane = await startControlPlane();
  expect((await set(plane, 'guess')).status).toBe(401);
  const earlier = await plane.controlPlane.firstAdminToken();
  expect((await set(plane, 'guess')).body.code).toBe('first_admin_token_wrong');
  await plane.controlPlane.firstAdminToken();
  expect((await set(plane, earlier)).status).toBe(401);
});

it('answers 409 once there is an admin, also after a restart', async () => {
  await using plane = await startControlPlane();
  await set(plane, await plane.controlPlane.firstAdminToken());
  await using again = await plane.restart();
  expect(await again.controlPlane.firstAdminToken()).toBeNull();
  const answer = await set(again, 'anything');
  expect([answer.status, answer.body.code]).toEqual([409, 'admin_exists']);
});

it.each([
  [{ password: 'short' }, 'password'],
  [{}, 'password'],
  [{ password, role: 'x' }, 'role'],
])('answers 422 that names the field: %j', async (body, field) => {
  await using plane = await startControlPlane();
  const answer = await set(plane, await plane.controlPlane.firstAdminToken(), body);
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});
