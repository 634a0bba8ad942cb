import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

const environmentKey = 'environment-key-0123456789';

async function endpointOf(plane: TestControlPlane, model = 'openai/lively') {
  const id = await makeAgent(plane, model);
  return plane.config().agentsById.get(id)?.setting?.choices[0].model.endpoint;
}

function keyOf(endpoint: Awaited<ReturnType<typeof endpointOf>>): string | null {
  if (endpoint?.ready !== true || endpoint.auth.kind !== 'header') return null;
  return endpoint.auth.prefix + endpoint.auth.credential.reveal();
}

it('answers 200 with the provider ready, and its key live and sealed', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('PUT /providers/openai/credentials', {
    body: { apiKey: canary },
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    id: 'openai',
    ready: true,
    reason: null,
    source: 'saved',
    baseUrl: 'https://api.openai.com/v1',
  });
  const endpoint = await endpointOf(plane);
  expect(keyOf(endpoint)).toBe(`Bearer ${canary}`);
  expect(endpoint).toMatchObject({ baseUrl: 'https://api.openai.com/v1', trusted: false });

  const events = await plane.call('GET /audit-events');
  expect(events.body.items.at(-1)).toMatchObject({
    action: 'provider_credentials.saved',
    target: { kind: 'provider', id: 'openai' },
    details: { fields: ['apiKey'] },
  });
  expect(answer.text + events.text + plane.logged.join()).not.toContain(canary);
  await using again = await plane.restart();
  expect(keyOf(await endpointOf(again))).toBe(`Bearer ${canary}`);
});

it("never sends the environment's key to a base URL that was saved", async () => {
  await using plane = await startControlPlane({
    providerEnvironment: { openai: { apiKey: new Secret(environmentKey) } },
  });
  expect(keyOf(await endpointOf(plane))).toBe(`Bearer ${environmentKey}`);
  const refused = await plane.call('PUT /providers/openai/credentials', {
    body: { baseUrl: 'https://1.1.1.1/v1' },
  });
  expect([refused.status, refused.body.code]).toEqual([422, 'credentials_incomplete']);
  expect(refused.body.errors[0].field).toBe('apiKey');
  await plane.call('PUT /providers/openai/credentials', {
    body: { baseUrl: 'https://1.1.1.1/v1', apiKey: canary },
  });
  const endpoint = await endpointOf(plane);
  expect(endpoint).toMatchObject({ baseUrl: 'https://1.1.1.1/v1' });
  expect(keyOf(endpoint)).toBe(`Bearer ${canary}`);
});

it('never sends a saved key to a base URL that it was not saved for', async () => {
  await using plane = await startControlPlane();
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  await using moved = await plane.restart({
    providerEnvironment: { openai: { baseUrl: new Secret('http://10.0.0.9/v1') } },
  });
  expect(await endpointOf(moved)).toMatchObject({
    ready: false,
    reason: expect.stringContaining('Give them again'),
  });
  await moved.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  expect(await endpointOf(moved)).toMatchObject({
    ready: true,
    baseUrl: 'http://10.0.0.9/v1',
    // The operator's own word may be private.
    trusted: true,
  });
});

it('gives new credentials a socket pool of their own', async () => {
  await using plane = await startControlPlane();
  const pools = new Set<string>();
  for (const apiKey of ['first-key', 'second-key']) {
    await plane.call('PUT /providers/openai/credentials', { body: { apiKey } });
    const endpoint = await endpointOf(plane);
    pools.add(endpoint?.ready === true ? endpoint.poolKey : '');
    await plane.call('DELETE /providers/openai/credentials');
  }
  expect(pools.size).toBe(2);
});

it.each([
  ['polyllm', { baseUrl: 'https://8.8.8.8/v1', apiKey: canary }],
  ['gemini', { apiKey: canary }],
  ['mistral', { apiKey: canary, baseUrl: '' }],
  ['bedrock', { region: 'eu-central-1', bearerToken: canary }],
  ['bedrock', { region: 'us-gov-west-1', accessKeyId: 'AKIA', secretAccessKey: canary }],
])('takes what %s needs: %j', async (provider, body) => {
  await using plane = await startControlPlane();
  const answer = await plane.call(`PUT /providers/${provider}/credentials`, { body });
  expect([answer.status, answer.body.ready]).toEqual([200, true]);
});

it.each([
  ['openai', {}, 'apiKey'],
  ['openai', { apiKey: '' }, 'apiKey'],
  ['openai', { apiKey: canary, api_base: 'x' }, 'api_base'],
  ['openai', { apiKey: 'two\nlines' }, 'apiKey'],
  ['openai', { apiKey: canary, baseUrl: 'ftp://8.8.8.8' }, 'baseUrl'],
  ['openai', { apiKey: canary, baseUrl: 'http://10.0.0.1/v1' }, 'baseUrl'],
  ['openai', { apiKey: canary, baseUrl: 'http://169.254.169.254/' }, 'baseUrl'],
  ['polyllm', { apiKey: canary }, 'baseUrl'],
  ['bedrock', { bearerToken: canary }, 'region'],
  ['bedrock', { region: 'x.evil/#', bearerToken: canary }, 'region'],
  ['bedrock', { region: '../eu-1', bearerToken: canary }, 'region'],
  ['bedrock', { region: 'eu-central-1' }, 'bearerToken'],
  ['bedrock', { region: 'eu-central-1', accessKeyId: 'AKIA' }, 'secretAccessKey'],
])('answers 422 that names the field: %s %j', async (provider, body, field) => {
  await using plane = await startControlPlane();
  const answer = await plane.call(`PUT /providers/${provider}/credentials`, { body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
  expect(answer.text).not.toContain(canary);
});

it('takes a private base URL once it is allowed', async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['10.0.0.1:80'] });
  const answer = await plane.call('PUT /providers/openai/credentials', {
    body: { apiKey: canary, baseUrl: 'http://10.0.0.1/v1' },
  });
  expect(answer.status).toBe(200);
  expect(await endpointOf(plane)).toMatchObject({ trusted: false });
});

it('answers 404 to a provider that there is not, or that has no credentials', async () => {
  await using plane = await startControlPlane();
  for (const provider of ['none', 'byom', '__proto__', 'constructor']) {
    const answer = await plane.call(`PUT /providers/${provider}/credentials`, {
      body: { apiKey: canary },
    });
    expect(answer.status).toBe(404);
  }
});
