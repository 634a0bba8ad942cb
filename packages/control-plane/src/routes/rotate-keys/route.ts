import { rotateKeys as rotate } from '../../domain/keys/rotate-keys.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { keyRotationSchema, newKeyRotationSchema } from '../../schemas/key-rotation.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/keys/rotate',
  needs: 'admin',
  tags: ['Access'],
  summary: 'Wrap the data keys by the next master key',
  description:
    'While turns go on, and in one transaction: all or nothing. A master key that Jackfield made itself is replaced by a new one; one that is given has to be given anew first, with the old one as `JACKFIELD_MASTER_KEY_PREVIOUS`.',
  request: { body: jsonBodyOf(newKeyRotationSchema) },
  responses: {
    200: json(keyRotationSchema, 'What was rotated.'),
    ...problems(401, 403, 409, 502, ...bodyProblems),
  },
});

export function rotateKeys(app: App, services: Services): void {
  app.openapi(route, async (c) =>
    c.json(await rotate(services, c.get('actor').name, c.req.valid('json')), 200),
  );
}
