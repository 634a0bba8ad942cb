import { expect, it } from 'vitest';
import { startControlPlane } from '../../test/start-control-plane.ts';

it('tells whoever comes with a one-time link that it has ended, not to sign in first', async () => {
  await using plane = await startControlPlane();
  const password = 'correct horse battery';
  const firstAdmin = (token: unknown) =>
    plane.call('POST /first-admin', { token: null, body: { token, password } });
  const token = await plane.controlPlane.firstAdminToken();
  const wrong = await firstAdmin('guess');
  await firstAdmin(token);
  const used = await firstAdmin(token);
  const reset = await plane.call('POST /password', {
    token: null,
    body: { token: 'guess', password },
  });
  expect([wrong, used, reset].map(({ status, body }) => [status, body.title])).toEqual([
    [401, 'This link was used, or has ended'],
    [409, 'This link was used, or has ended'],
    [401, 'This link was used, or has ended'],
  ]);
  const signedOut = await plane.call('GET /me', { token: null });
  expect(signedOut.body.title).toBe('Sign in first');
});
