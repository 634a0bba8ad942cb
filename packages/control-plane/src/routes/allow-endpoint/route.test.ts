import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it.each([
  ['127.0.0.1:11434', '127.0.0.1:11434'],
  ['LOCALHOST:11434', 'localhost:11434'],
  ['[::1]:8000', '[::1]:8000'],
  [' models.internal:443 ', 'models.internal:443'],
  ['0x7f.1:80', '127.0.0.1:80'],
])('answers 201 with the endpoint in its one form, live at once: %s', async (endpoint, kept) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /allowed-endpoints', { body: { endpoint } });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ endpoint: kept, source: 'saved', allowedBy: 'admin token' });
  expect([...plane.config().allowedEndpoints]).toEqual([kept]);
  expect((await plane.call('GET /audit-events')).body.items[0]).toMatchObject({
    action: 'endpoint.allowed',
    details: { endpoint: kept },
  });
});

it('answers the same entry the second time', async () => {
  await using plane = await startControlPlane();
  const allow = () => plane.call('POST /allowed-endpoints', { body: { endpoint: '10.0.0.1:80' } });
  const [first, second] = [await allow(), await allow()];
  expect(second.body).toEqual(first.body);
  expect((await plane.call('GET /audit-events')).body.items).toHaveLength(1);
});

it.each([
  '10.0.0.1',
  '10.0.0.1:',
  '10.0.0.1:0',
  '10.0.0.1:70000',
  'http://10.0.0.1:80',
  '*:80',
  'a b:80',
  'u@h:80',
  '10.0.0.1:80/x',
  ':80',
  '::1:80',
  '',
])('answers 422 to what is not host:port: %j', async (endpoint) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /allowed-endpoints', { body: { endpoint } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'endpoint']);
  expect(plane.config().allowedEndpoints.size).toBe(0);
});

it('answers 422 to what may never be allowed', async () => {
  await using plane = await startControlPlane({ ownPorts: new Set([4100]) });
  const code = async (endpoint: string) =>
    (await plane.call('POST /allowed-endpoints', { body: { endpoint } })).body.code;
  expect(await code('169.254.169.254:80')).toBe('endpoint_metadata_address');
  expect(await code('127.0.0.1:4100')).toBe('endpoint_own_address');
});
