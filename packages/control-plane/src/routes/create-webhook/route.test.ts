import { expect, it } from 'vitest';
import { makeWebhook, publicHook } from '../../../test/make-webhook.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const valid = { name: 'Pager', url: publicHook, events: ['circuit.opened'] };

it('answers 201 with the signing secret, this once; the path stays out of the audit trail and the log', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /webhooks', {
    body: { ...valid, events: ['model.shutting_down', 'circuit.opened', 'circuit.opened'] },
  });
  expect(answer.status).toBe(201);
  const { secret, ...webhook } = answer.body;
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  expect(webhook).toMatchObject({
    name: 'Pager',
    url: publicHook,
    events: ['circuit.opened', 'model.shutting_down'],
    enabled: true,
    note: null,
    lastDelivery: null,
  });
  const list = await plane.call('GET /webhooks');
  expect(list.body.items).toEqual([webhook]);
  const audit = await plane.call('GET /audit-events');
  expect(audit.body.items[0]).toMatchObject({
    action: 'webhook.created',
    details: { host: '8.8.8.8' },
  });
  expect(audit.text + plane.logged.join('')).not.toContain('path-canary');
  expect(list.text + audit.text + plane.logged.join('')).not.toContain(secret);
});

it('answers 409 to a name that another has', async () => {
  await using plane = await startControlPlane();
  await makeWebhook(plane);
  const answer = await plane.call('POST /webhooks', { body: { ...valid, name: 'PAGER' } });
  expect([answer.status, answer.body.code]).toEqual([409, 'name_taken']);
});

it.each([
  [{ url: 'http://127.0.0.1:9/hook' }, 'url', 'endpoint_not_allowed'],
  [{ url: 'http://169.254.169.254/latest' }, 'url', 'endpoint_metadata_address'],
  [{ url: 'ftp://example.com' }, 'url', 'url_invalid'],
  [{ url: 'https://user:password@example.com' }, 'url', 'url_invalid'],
  [{ events: [] }, 'events', 'invalid'],
  [{ events: ['agent.renamed'] }, 'events[0]', 'invalid'],
  [{ name: '' }, 'name', 'invalid'],
])('answers 422 to %j', async (change, field, code) => {
  await using plane = await startControlPlane();
  const { status, body } = await plane.call('POST /webhooks', { body: { ...valid, ...change } });
  expect([status, body.errors[0].field]).toEqual([422, field]);
  if (code !== 'invalid') expect(body.code).toBe(code);
  expect(JSON.stringify(body)).not.toContain('password@');
});
