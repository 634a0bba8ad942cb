import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { beginSession } from '../../http/begin-session.ts';
import { deviceOf } from '../../http/device-of.ts';
import { firstAdminSchema, sessionSchema } from '../../schemas/session.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/first-admin',
  needs: 'nobody',
  tags: ['Access'],
  summary: "Set the first admin's password, with the one-time link's token",
  description: 'Answers with a session cookie. Of several at once exactly one succeeds.',
  request: { body: jsonBodyOf(firstAdminSchema) },
  responses: {
    201: json(sessionSchema, 'The admin is made and signed in.'),
    ...problems(401, 403, 409, 429, ...bodyProblems),
  },
});

export function setFirstAdmin(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { token, password } = c.req.valid('json');
    const device = deviceOf(c, services.options.trustedProxies);
    const session = await services.access.createFirstAdmin(token, password, device);
    return c.json(await beginSession(c, services, session), 201);
  });
}
