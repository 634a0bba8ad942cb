import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('case 33: answers 204; the session ends here and in the browser', async () => {
  await using plane = await startControlPlane();
  const token = await plane.controlPlane.firstAdminToken();
  const body = { token, password: 'correct horse battery' };
  const made = await plane.call('POST /first-admin', { token: null, body });
  const cookie = made.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  const answer = await plane.call('DELETE /session', { token: null, headers });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('set-cookie')).toMatch(
    /^jackfield_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  expect((await plane.call('GET /session', { token: null, headers })).status).toBe(401);
});

it('leaves a token as it is', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('DELETE /session')).status).toBe(204);
  expect((await plane.call('GET /session')).status).toBe(200);
});
