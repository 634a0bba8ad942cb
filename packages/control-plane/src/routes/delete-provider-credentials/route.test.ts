import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it("answers 204, and the environment's credentials apply again", async () => {
  await using plane = await startControlPlane({
    providerEnvironment: { openai: { apiKey: new Secret('environment-key') } },
  });
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: 'saved-key' } });
  expect((await plane.call('DELETE /providers/openai/credentials')).status).toBe(204);
  expect((await plane.call('GET /providers')).body.items[0]).toMatchObject({
    id: 'openai',
    ready: true,
    source: 'environment',
  });
  expect((await plane.call('GET /audit-events')).body.items[0].action).toBe(
    'provider_credentials.deleted',
  );
});

it('answers 404 where nothing is saved', async () => {
  await using plane = await startControlPlane();
  for (const provider of ['openai', 'none']) {
    expect((await plane.call(`DELETE /providers/${provider}/credentials`)).status).toBe(404);
  }
});
