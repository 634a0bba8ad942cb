import { expect, it } from 'vitest';
import { join, signInAgain } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with your sessions alone, which of them this is, and never with its token', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const there = await signInAgain(plane, ada);
  await join(plane, 'Bea', 'viewer');
  const { body, text } = await ada.call('GET /me/sessions');
  expect(body.items).toHaveLength(2);
  expect(body.items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  expect(body.items[0]).toMatchObject({
    id: expect.stringMatching(/^ses_/),
    userAgent: expect.any(String),
    address: '127.0.0.1',
    lastUsedAt: expect.stringContaining('T'),
  });
  for (const { cookie } of [ada, there]) expect(text).not.toContain(cookie.split('=')[1]);
});

it('case 32: ends one session at once, and no other', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const there = await signInAgain(plane, ada);
  const bea = await join(plane, 'Bea', 'viewer');
  const { body } = await ada.call('GET /me/sessions');
  const other = body.items.find(({ current }: { current: boolean }) => !current);
  expect((await bea.call(`DELETE /me/sessions/${other.id}`)).status).toBe(404);
  const ended = await ada.call(`DELETE /me/sessions/${other.id}`);
  expect([ended.status, ended.headers.get('set-cookie')]).toEqual([204, null]);
  expect((await there.call('GET /me')).status).toBe(401);
  expect((await ada.call('GET /me')).status).toBe(200);
});

it('case 33: signs out everywhere, with the attributes of the cookie it clears', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const there = await signInAgain(plane, ada);
  const answer = await ada.call('DELETE /me/sessions');
  expect(answer.headers.get('set-cookie')).toBe(
    'jackfield_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
  );
  for (const who of [ada, there]) expect((await who.call('GET /me')).status).toBe(401);
});

it('case 33: begins a new session at each sign-in, and ends the one the browser had', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const chosen = 'jackfield_session=chosen-by-somebody-else';
  const body = { name: 'Ada', password: 'correct horse battery' };
  const fixed = await plane.call('POST /session', {
    token: null,
    body,
    headers: { cookie: chosen },
  });
  expect(fixed.headers.get('set-cookie')).not.toContain('chosen-by-somebody-else');
  const withChosen = await plane.call('GET /me', { token: null, headers: { cookie: chosen } });
  expect(withChosen.status).toBe(401);
  const headers = { cookie: ada.cookie };
  expect((await plane.call('POST /session', { token: null, body, headers })).status).toBe(201);
  expect((await ada.call('GET /me')).status).toBe(401);
});
