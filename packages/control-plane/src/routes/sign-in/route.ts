import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { beginSession } from '../../http/begin-session.ts';
import { deviceOf } from '../../http/device-of.ts';
import { sessionSchema, signInSchema } from '../../schemas/session.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/session',
  needs: 'nobody',
  tags: ['Access'],
  summary: 'Sign in with name and password',
  description: 'Answers with a session cookie that lasts 30 days.',
  request: { body: jsonBodyOf(signInSchema) },
  responses: {
    201: json(sessionSchema, 'Signed in.'),
    ...problems(401, 403, 429, ...bodyProblems),
  },
});

export function signIn(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { name, password } = c.req.valid('json');
    const device = deviceOf(c, services.options.trustedProxies);
    const session = await services.access.signIn(name, password, device);
    return c.json(await beginSession(c, services, session), 201);
  });
}
