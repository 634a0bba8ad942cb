import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const password = 'correct horse battery';

it('answers 200 with whoever is signed in', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /session')).body.user).toMatchObject({
    id: null,
    name: 'admin token',
    role: 'admin',
    projects: [{ name: 'Default', role: 'admin' }],
  });
});

it('answers 401 that says whether the first admin has still to be made', async () => {
  await using plane = await startControlPlane();
  const before = await plane.call('GET /session', { token: null });
  expect([before.status, before.body.firstAdmin]).toEqual([401, true]);
  const token = await plane.controlPlane.firstAdminToken();
  await plane.call('POST /first-admin', { token: null, body: { token, password } });
  const after = await plane.call('GET /session', { token: null });
  expect([after.status, after.body.firstAdmin]).toEqual([401, false]);
});

it('keeps a session over a restart, and ends it after 30 days', async () => {
  let now = Date.now();
  await using plane = await startControlPlane({ clock: () => now });
  const token = await plane.controlPlane.firstAdminToken();
  const made = await plane.call('POST /first-admin', { token: null, body: { token, password } });
  const cookie = made.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  await using again = await plane.restart();
  const status = async () =>
    (await again.call('GET /session', { token: null, headers: { cookie } })).status;
  expect(await status()).toBe(200);
  now += 30 * 24 * 60 * 60 * 1000;
  expect(await status()).toBe(401);
});
