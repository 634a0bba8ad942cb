import { expect, it } from 'vitest';
import { canary, publicUrl } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const draft = { url: publicUrl, modelId: 'm', auth: { method: 'bearer', credential: canary } };

it('answers 200 with the report of one try, and saves nothing', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /connections/check', { body: draft });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ ready: true, url: publicUrl, answer: 'Hello.' });
  const [tried] = plane.tried;
  expect(tried).toMatchObject({ provider: 'byom', upstreamModel: 'm', streaming: true });
  const endpoint = tried?.endpoint.ready === true ? tried.endpoint : null;
  expect(endpoint?.auth.kind === 'header' ? endpoint.auth.credential.reveal() : null).toBe(canary);
  expect(endpoint?.trusted).toBe(false);
  expect((await plane.call('GET /connections')).body.items).toEqual([]);
});

it('gives each draft a socket pool of its own', async () => {
  await using plane = await startControlPlane();
  await plane.call('POST /connections/check', { body: draft });
  await plane.call('POST /connections/check', { body: draft });
  const keys = plane.tried.map(({ endpoint }) => (endpoint.ready ? endpoint.poolKey : ''));
  expect(new Set(keys).size).toBe(2);
});

it('answers 422 to what a save would refuse, and tries nothing', async () => {
  await using plane = await startControlPlane({ ownPorts: new Set([4100]) });
  const code = async (change: object) =>
    (await plane.call('POST /connections/check', { body: { ...draft, ...change } })).body.code;
  expect(await code({ url: 'http://127.0.0.1:9/v1' })).toBe('endpoint_not_allowed');
  expect(await code({ url: 'http://127.0.0.1:4100/v1' })).toBe('endpoint_own_address');
  expect(await code({ url: 'http://169.254.169.254/' })).toBe('endpoint_metadata_address');
  expect(await code({ url: 'ftp://8.8.8.8/' })).toBe('url_invalid');
  expect(await code({ auth: { method: 'bearer' } })).toBe('validation_failed');
  expect(plane.tried).toEqual([]);
});
