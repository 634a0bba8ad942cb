import { expect, it } from 'vitest';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('case 32: answers 204, and neither session nor token lets anybody in any more', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'editor');
  const { body: made } = await ada.call('POST /me/tokens', {
    body: { name: 'CI', expiresInDays: 30 },
  });
  expect((await plane.call(`DELETE /users/${ada.id}`)).status).toBe(204);
  expect((await ada.call('GET /me')).status).toBe(401);
  expect((await plane.call('GET /me', { token: made.token })).status).toBe(401);
  expect((await plane.call(`DELETE /users/${ada.id}`)).status).toBe(404);
  const { body } = await plane.call('GET /audit-events');
  expect(body.items[0]).toMatchObject({ action: 'user.deleted', target: { name: 'Ada' } });
});
