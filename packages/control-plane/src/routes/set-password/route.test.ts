import { expect, it } from 'vitest';
import { cookieOf, join, password } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

async function invite(
  plane: TestControlPlane,
  role = 'viewer',
): Promise<{ id: string; token: string }> {
  const { body } = await plane.call('POST /users', { body: { name: 'Ada', role } });
  return { id: body.id, token: body.invitationLink.split('=')[1] };
}

function accept(plane: TestControlPlane, token: string, chosen = password) {
  return plane.call('POST /password', { token: null, body: { token, password: chosen } });
}

it('answers 201 with a session, once', async () => {
  await using plane = await startControlPlane();
  const { token } = await invite(plane);
  const answer = await accept(plane, token);
  expect([answer.status, answer.body.user.name, answer.body.user.role]).toEqual([
    201,
    'Ada',
    'viewer',
  ]);
  const headers = { cookie: cookieOf(answer.headers) };
  expect((await plane.call('GET /me', { token: null, headers })).body.name).toBe('Ada');
  const again = await accept(plane, token);
  expect([again.status, again.body.code]).toEqual([401, 'password_link_wrong']);
  const signedIn = await plane.call('POST /session', {
    token: null,
    body: { name: 'ada', password },
  });
  expect(signedIn.status).toBe(201);
});

it('lets exactly one of five at once set the password', async () => {
  await using plane = await startControlPlane();
  const { token } = await invite(plane);
  const answers = await Promise.all(Array.from({ length: 5 }, () => accept(plane, token)));
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    201, 401, 401, 401, 401,
  ]);
});

it('case 35: answers 401 to a guess, to a link that a newer one has ended, and once seven days are over', async () => {
  let now = Date.now();
  await using plane = await startControlPlane({ clock: () => now });
  const { id, token } = await invite(plane);
  expect((await accept(plane, 'guess')).status).toBe(401);
  const { body: newer } = await plane.call(`POST /users/${id}/reset-link`);
  expect((await accept(plane, token)).status).toBe(401);
  now += 7 * 24 * 60 * 60_000;
  expect((await accept(plane, newer.link.split('=')[1])).status).toBe(401);
});

it('case 32: ends every session there was, and the old password', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'editor');
  const { body } = await plane.call(`POST /users/${ada.id}/reset-link`);
  expect((await ada.call('GET /me')).status).toBe(200);
  expect((await accept(plane, body.link.split('=')[1], 'another long password')).status).toBe(201);
  expect((await ada.call('GET /me')).status).toBe(401);
  const old = await plane.call('POST /session', { token: null, body: { name: 'Ada', password } });
  expect(old.status).toBe(401);
});

it('makes the first admin’s link void once an invited admin has joined', async () => {
  await using plane = await startControlPlane();
  const firstAdmin = await plane.controlPlane.firstAdminToken();
  const { token } = await invite(plane, 'admin');
  await accept(plane, token);
  expect(await plane.controlPlane.firstAdminToken()).toBeNull();
  const late = await plane.call('POST /first-admin', {
    token: null,
    body: { token: firstAdmin, password },
  });
  expect([late.status, late.body.code]).toEqual([409, 'admin_exists']);
});

it('answers 422 to a short password, and the link still works', async () => {
  await using plane = await startControlPlane();
  const { token } = await invite(plane);
  expect((await accept(plane, token, 'short')).body.errors[0].field).toBe('password');
  expect((await accept(plane, token)).status).toBe(201);
});

it('answers 403 where passwords are switched off', async () => {
  await using plane = await startControlPlane({ passwordSignIn: false });
  const { token } = await invite(plane);
  const answer = await accept(plane, token);
  expect([answer.status, answer.body.code]).toEqual([403, 'password_sign_in_off']);
});
