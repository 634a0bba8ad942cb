import { BlockList } from 'node:net';
import { expect, it } from 'vitest';
import { countHashes } from '../../../test/count-hashes.ts';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';
import { hashPassword } from '../../domain/access/password.ts';

const password = 'correct horse battery';

async function withAdmin(plane: TestControlPlane): Promise<void> {
  const token = await plane.controlPlane.firstAdminToken();
  await plane.call('POST /first-admin', { token: null, body: { token, password } });
}

function signIn(plane: TestControlPlane, given: string) {
  return plane.call('POST /session', { token: null, body: { password: given } });
}

it('case 33: answers 201 with a new session each time', async () => {
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
  const token = await plane.controlPlane.firstAdminToken();
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

it('case 35: answers 429 after ten wrong passwords in a minute, however they come, and then lets in again', async () => {
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

it('takes a name or an e-mail address, however its letters are written', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  await plane.call(`PATCH /users/${ada.id}`, { body: { email: 'ada@example.com' } });
  for (const name of ['Ada', 'ADA', ' ada ', 'Ada@Example.com']) {
    const answer = await plane.call('POST /session', { token: null, body: { name, password } });
    expect([name, answer.status, answer.body.user?.name]).toEqual([name, 201, 'Ada']);
  }
});

it('case 35: answers an unknown name like a wrong password, at the same cost', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  await join(plane, 'Ada', 'viewer');
  await plane.call('POST /users', { body: { name: 'Invited', role: 'viewer' } });
  const disabled = await join(plane, 'Gone', 'viewer');
  await plane.call(`PATCH /users/${disabled.id}`, { body: { disabled: true } });
  const answers: unknown[] = [];
  for (const name of ['Ada', 'Nobody', 'nobody@example.com', 'Invited', 'Gone']) {
    using hashes = countHashes();
    const body = { name, password: 'wrong password' };
    const answer = await plane.call('POST /session', { token: null, body });
    answers.push([answer.status, answer.text.replace(answer.body.requestId, ''), hashes.peak]);
  }
  expect(answers[0]).toEqual([401, expect.stringContaining('sign_in_refused'), 1]);
  expect(answers).toEqual(Array(5).fill(answers[0]));
});

it('case 35: answers 429 to the 31st wrong password for one account, from however many addresses', async () => {
  let now = Date.now();
  const trustedProxies = new BlockList();
  trustedProxies.addSubnet('127.0.0.0', 8);
  await using plane = await startControlPlane({ clock: () => now, trustedProxies });
  await withAdmin(plane);
  const from = (address: string, given: string) =>
    plane.call('POST /session', {
      token: null,
      body: { password: given },
      headers: { 'x-forwarded-for': address },
    });
  for (let count = 0; count < 30; count += 1) {
    expect((await from(`198.51.100.${count}`, 'wrong')).status).toBe(401);
  }
  const held = await from('198.51.100.99', password);
  expect([held.status, held.body.code]).toEqual([429, 'too_many_sign_ins']);
  now += 15 * 60_000;
  expect((await from('198.51.100.99', password)).status).toBe(201);
});

it('case 35: believes X-Forwarded-For from a trusted proxy alone, and of it only what such a proxy wrote', async () => {
  const trustedProxies = new BlockList();
  trustedProxies.addSubnet('127.0.0.0', 8);
  trustedProxies.addAddress('10.0.0.2');
  await using plane = await startControlPlane({ trustedProxies });
  await using direct = await startControlPlane();
  const addressSeen = async (target: TestControlPlane, forwarded: string): Promise<string> => {
    const token = await target.controlPlane.firstAdminToken();
    const made =
      token === null
        ? await target.call('POST /session', {
            token: null,
            body: { password },
            headers: { 'x-forwarded-for': forwarded },
          })
        : await target.call('POST /first-admin', {
            token: null,
            body: { token, password },
            headers: { 'x-forwarded-for': forwarded },
          });
    const headers = { cookie: made.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
    const { body } = await target.call('GET /me/sessions', { token: null, headers });
    return body.items[0].address;
  };
  expect(await addressSeen(plane, '203.0.113.7')).toBe('203.0.113.7');
  expect(await addressSeen(plane, '1.2.3.4, 203.0.113.7, 10.0.0.2')).toBe('203.0.113.7');
  expect(await addressSeen(plane, '1.2.3.4, not an address')).toBe('127.0.0.1');
  expect(await addressSeen(direct, '203.0.113.7')).toBe('127.0.0.1');
});

it('answers 403 where passwords are switched off', async () => {
  await using plane = await startControlPlane();
  await withAdmin(plane);
  await using off = await plane.restart({ passwordSignIn: false });
  const answer = await signIn(off, password);
  expect([answer.status, answer.body.code]).toEqual([403, 'password_sign_in_off']);
  expect((await off.call('GET /session', { token: null })).body.passwordSignIn).toBe(false);
});
