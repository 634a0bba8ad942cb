import { expect, it } from 'vitest';
import { makeWebhook, publicHook } from '../../../test/make-webhook.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with what was changed, takes its own answer back, and audits the fields alone', async () => {
  await using plane = await startControlPlane();
  const { id, secret: _secret, ...made } = await makeWebhook(plane);
  const change = { ...made, name: 'On call', events: ['model.shutting_down'], enabled: false };
  const answer = await plane.call(`PATCH /webhooks/${id}`, { body: change });
  expect([answer.status, answer.body]).toEqual([200, { ...change, id }]);
  const audit = await plane.call('GET /audit-events');
  expect(audit.body.items[0]).toMatchObject({
    action: 'webhook.changed',
    details: { fields: ['name', 'events', 'enabled'] },
  });
  expect(audit.text).not.toContain('path-canary');
});

it('makes another secret when asked, and for another server, but not for another path', async () => {
  await using plane = await startControlPlane();
  const { id, secret } = await makeWebhook(plane);
  const change = async (body: object) => (await plane.call(`PATCH /webhooks/${id}`, { body })).body;
  expect(await change({ url: `${publicHook}/2` })).not.toHaveProperty('secret');
  const [asked, moved] = [
    await change({ newSecret: true }),
    await change({ url: 'https://8.8.4.4/hook' }),
  ];
  expect(new Set([secret, asked.secret, moved.secret]).size).toBe(3);
  for (const each of [asked, moved]) expect(each.secret).toMatch(/^whsec_/);
});

it('answers 404 to an unknown webhook, 409 to a name that is taken, 422 to where nothing may be sent', async () => {
  await using plane = await startControlPlane();
  await makeWebhook(plane, { name: 'Other' });
  const { id } = await makeWebhook(plane);
  const change = async (webhook: string, body: object) =>
    (await plane.call(`PATCH /webhooks/${webhook}`, { body })).status;
  expect(await change('whk_unknown', { name: 'X' })).toBe(404);
  expect(await change(id, { name: 'other' })).toBe(409);
  expect(await change(id, { url: 'http://10.0.0.9/hook' })).toBe(422);
});
