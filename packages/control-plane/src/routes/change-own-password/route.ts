import { hashPassword } from '../../domain/access/password.ts';
import { startSession } from '../../domain/access/sessions.ts';
import { needOwnSession } from '../../domain/people/need-account.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { deviceOf } from '../../http/device-of.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import { passwordChangeSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { passwordLinkTable } from '../../store/password-link-table.ts';
import { sessionTable } from '../../store/session-table.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'put',
  path: '/me/password',
  needs: 'self',
  tags: ['Account'],
  summary: 'Change your own password',
  description:
    'Takes the one you have. Every session of yours ends, and this browser gets a new one. API tokens stay; delete those you no longer trust.',
  request: { body: jsonBodyOf(passwordChangeSchema) },
  responses: {
    204: { description: 'The new password counts from now on.' },
    ...problems(401, 403, 409, 429, ...bodyProblems),
  },
});

export function changeOwnPassword(app: App, services: Services): void {
  const { access, changes, options } = services;
  app.openapi(route, async (c) => {
    const { user } = needOwnSession(c.get('actor'));
    access.needPasswordSignIn();
    const { currentPassword = '', newPassword } = c.req.valid('json');
    const device = deviceOf(c, options.trustedProxies);
    // Who has only ever signed in elsewhere has none yet, and may be given one by an admin alone.
    const isRight = await access.isPasswordOf(user, currentPassword, device.address);
    if (!isRight) {
      throw refuseField('currentPassword', 'password_wrong', 'This is not your current password.');
    }
    const passwordHash = await hashPassword(newPassword);
    const session = await changes.make(user.name, async (change) => {
      const { db } = change;
      await userTable.update(db, user.id, { passwordHash });
      await sessionTable.deleteOfUser(db, user.id);
      await passwordLinkTable.deleteOfUser(db, user.id);
      await change.audit({
        action: 'user.password_changed',
        target: { kind: 'user', id: user.id, name: user.name },
        details: {},
      });
      return startSession(change, user, device);
    });
    sessionCookie.set(c, session);
    return c.body(null, 204);
  });
}
