import { expect, it } from 'vitest';
import { countHashes } from '../../../test/count-hashes.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';
import { hashPassword } from '../../domain/access/password.ts';

const password = 'correct horse battery';

async function withAdmin(plane: TestControlPlane): Promise<void> {
  const token = plane.controlPlane.firstAdminToken();
  await plane.call('POST /first-admin', { token: null, body: { token, password } });
}

function signIn(plane: TestControlPlane, given: string) {
  return plane.call('POST /session', { token: null, body: { password: given } });
}

it('answers 201 with a new session each time', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  const [first, second] = [await signIn(plane, password), await signIn(plane, password)];
  expect([first.status, second.status]).toEqual([201, 201]);
  const cookies = [first, second].map(({ headers }) => headers.get('set-cookie'));
  expect(cookies[0]).toContain('HttpOnly; SameSite=Strict');
  expect(cookies[0]).not.toBe(cookies[1]);
});

it('takes a password whichever way its letters are composed', async () => {
  await using plane = await startControlPlane();
  const token = plane.controlPlane.firstAdminToken();
  const body = { token, password: 'Zu\u0308rich is a city' };
  await plane.call('POST /first-admin', { token: null, body });
  expect((await signIn(plane, 'Z\u00fcrich is a city')).status).toBe(201);
});

it('answers 401 to a wrong password, and says so when there is no admin yet', async () => {
  await using plane = await startControlPlane();
  const before = await signIn(plane, password);
  expect([before.status, before.body.firstAdmin]).toEqual([401, true]);
  await withAdmin(plane);
  const wrong = await signIn(plane, 'wrong-password-canary');
  expect([wrong.status, wrong.body.code, wrong.body.firstAdmin]).toEqual([
    401,
    'sign_in_refused',
    false,
  ]);
  expect(wrong.text).not.toContain('canary');
  expect(wrong.headers.get('set-cookie')).toBeNull();
});

it('answers 429 after ten wrong passwords in a minute, however they come, and then lets in again', async () => {
  let now = Date.now();
  await using plane = await startControlPlane({ clock: () => now });
  await withAdmin(plane);
  const answers = await Promise.all(Array.from({ length: 15 }, () => signIn(plane, 'wrong')));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  const limited = answers.filter(({ status }) => status === 429);
  expect(limited).toHaveLength(5);
  expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await signIn(plane, password)).status).toBe(429);
  now += 60_000;
  expect((await signIn(plane, password)).status).toBe(201);
});

it('does not count right passwords', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  for (let count = 0; count < 12; count += 1) {
    expect((await signIn(plane, password)).status).toBe(201);
  }
});

it('answers each of 40 sign-ins at once, and checks one password at a time', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  using hashes = countHashes();
  const answers = await Promise.all(Array.from({ length: 40 }, () => signIn(plane, password)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(10);
  expect(statuses.filter((status) => status !== 201 && status !== 429)).toEqual([]);
  expect(hashes.peak).toBe(1);
});

it('answers 429 while too many wait, and does not count that as a wrong password', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  const flooding = new AbortController();
  const flood = Array.from({ length: 33 }, async () => {
    while (!flooding.signal.aborted) await hashPassword('one of a flood');
  });
  try {
    for (let count = 0; count < 11; count += 1) {
      const answer = await signIn(plane, password);
      expect([answer.status, answer.body.code]).toEqual([429, 'sign_in_busy']);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
  } finally {
    flooding.abort();
    await Promise.all(flood);
  }
  expect((await signIn(plane, password)).status).toBe(201);
});
