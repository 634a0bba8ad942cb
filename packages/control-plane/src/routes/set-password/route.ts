import { hashPassword } from '../../domain/access/password.ts';
import { startSession } from '../../domain/access/sessions.ts';
import { needLinkUser } from '../../domain/people/password-links.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { beginSession } from '../../http/begin-session.ts';
import { createRoute } from '../../http/create-route.ts';
import { deviceOf } from '../../http/device-of.ts';
import { sessionSchema } from '../../schemas/session.ts';
import { setPasswordSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { passwordLinkTable } from '../../store/password-link-table.ts';
import { sessionTable } from '../../store/session-table.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'post',
  path: '/password',
  needs: 'nobody',
  tags: ['Access'],
  summary: 'Set a password with a one-time link: accept an invitation, or replace a lost one',
  description:
    'Ends every session the user had and answers with a new one. Of several at once exactly one succeeds.',
  request: { body: jsonBodyOf(setPasswordSchema) },
  responses: {
    201: json(sessionSchema, 'The password is set, and its user signed in.'),
    ...problems(401, 403, 429, ...bodyProblems),
  },
});

export function setPassword(app: App, services: Services): void {
  const { access, changes, db, options } = services;
  app.openapi(route, async (c) => {
    access.needPasswordSignIn();
    const { token, password } = c.req.valid('json');
    // Judged before the hash is made, which is dear, and again when it is kept.
    await needLinkUser(db, token, options.clock());
    const passwordHash = await hashPassword(password);
    const user = await needLinkUser(db, token, options.clock());
    const session = await changes.make(user.name, async (change) => {
      const { id, name } = await needLinkUser(change.db, token, change.now);
      await passwordLinkTable.deleteOfUser(change.db, id);
      await sessionTable.deleteOfUser(change.db, id);
      await userTable.update(change.db, id, { passwordHash });
      await change.audit({
        action: user.passwordHash === '' ? 'user.joined' : 'user.password_reset',
        target: { kind: 'user', id, name },
        details: {},
      });
      return startSession(change, user, deviceOf(c, options.trustedProxies));
    });
    return c.json(await beginSession(c, services, session), 201);
  });
}
