import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { canary } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with every provider, what it needs, and nothing of its credentials', async () => {
  await using plane = await startControlPlane({
    providerEnvironment: {
      openai: { apiKey: new Secret(canary), baseUrl: new Secret('http://10.0.0.9/v1') },
      bedrock: { region: new Secret('eu-central-1') },
    },
  });
  const answer = await plane.call('GET /providers');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toMatchObject([
    { id: 'openai', ready: true, source: 'environment', baseUrl: 'http://10.0.0.9/v1' },
    {
      id: 'bedrock',
      ready: false,
      source: null,
      baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
      reason: expect.stringContaining('AWS_BEARER_TOKEN_BEDROCK'),
    },
    { id: 'polyllm', ready: false, baseUrl: null, reason: expect.stringContaining('base URL') },
    { id: 'gemini', ready: false, reason: expect.stringContaining('GEMINI_API_KEY') },
    { id: 'mistral', ready: false },
    { id: 'anthropic', ready: false, reason: expect.stringContaining('ANTHROPIC_API_KEY') },
    { id: 'byom', ready: true, fields: [] },
  ]);
  expect(answer.text).not.toContain(canary);
});
