import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with OpenAPI 3.1 to anybody, made of the schemas that validate', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('GET /openapi.json', { token: null });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Jackfield', version: '0.0.0-test' },
    security: [{ adminToken: [] }, { session: [] }],
  });
  expect(Object.keys(answer.body.components.securitySchemes)).toEqual(['adminToken', 'session']);
  expect(answer.body.paths).toHaveProperty(['/api/v1/agents/{id}/model-setting', 'put']);
  expect(answer.body.paths).toHaveProperty(['/api/v1/agents/{id}/chat/completions', 'post']);
  expect(answer.body.components.schemas.NewAgent).toMatchObject({
    additionalProperties: false,
    required: ['name'],
  });
});
