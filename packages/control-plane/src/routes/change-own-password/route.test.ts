import { expect, it } from 'vitest';
import { cookieOf, join, password, signInAgain } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const newPassword = 'another long password';

it('case 32: answers 204 with a new session, and ends all the others', async () => {
  await using plane = await startControlPlane();
  const here = await join(plane, 'Ada', 'viewer');
  const there = await signInAgain(plane, here);
  const answer = await here.call('PUT /me/password', {
    body: { currentPassword: password, newPassword },
  });
  expect(answer.status).toBe(204);
  expect((await there.call('GET /me')).status).toBe(401);
  expect((await here.call('GET /me')).status).toBe(401);
  const cookie = cookieOf(answer.headers);
  expect(cookie).not.toBe(here.cookie);
  expect((await here.call('GET /me', { headers: { cookie } })).status).toBe(200);
  const signIn = (given: string) =>
    plane.call('POST /session', { token: null, body: { name: 'Ada', password: given } });
  expect([(await signIn(password)).status, (await signIn(newPassword)).status]).toEqual([401, 201]);
});

it('case 35: answers 422 to a wrong current password, and 429 to ten of them', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const guess = () =>
    ada.call('PUT /me/password', { body: { currentPassword: 'wrong', newPassword } });
  const first = await guess();
  expect([first.status, first.body.errors[0].field]).toEqual([422, 'currentPassword']);
  await Promise.all(Array.from({ length: 9 }, guess));
  expect((await guess()).status).toBe(429);
  expect((await ada.call('GET /me')).status).toBe(200);
});

it('answers 403 to an API token, and to the bootstrap token', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const { body: made } = await ada.call('POST /me/tokens', {
    body: { name: 'CI', expiresInDays: 30 },
  });
  const body = { currentPassword: password, newPassword };
  const byToken = await plane.call('PUT /me/password', { token: made.token, body });
  expect([byToken.status, byToken.body.code]).toEqual([403, 'session_needed']);
  const bootstrap = await plane.call('PUT /me/password', { body });
  expect([bootstrap.status, bootstrap.body.code]).toEqual([403, 'account_needed']);
});
