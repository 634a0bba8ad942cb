import { changedFields } from '../../domain/changed-fields.ts';
import { nameKey } from '../../domain/name-key.ts';
import { needFreeUserName } from '../../domain/people/need-free-user-name.ts';
import { needOtherAdmin } from '../../domain/people/need-other-admin.ts';
import { needUser } from '../../domain/people/need-user.ts';
import { toUser } from '../../domain/people/to-user.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { userChangeSchema, userSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { passwordLinkTable } from '../../store/password-link-table.ts';
import { sessionTable } from '../../store/session-table.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'patch',
  path: '/users/{id}',
  needs: 'admin',
  tags: ['People'],
  summary: "Change a user's name, e-mail address or role, or disable them",
  description:
    'A role counts from the next request on, in sessions and API tokens alike. Disabling ends every session and holds back every token. The last admin stays one.',
  request: { params: idParam, body: jsonBodyOf(userChangeSchema) },
  responses: {
    200: json(userSchema, 'The user as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeUser(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const wanted = c.req.valid('json');
    const row = await services.changes.make(c.get('actor').name, async (change) => {
      const { db } = change;
      const before = await needUser(db, id);
      const name = wanted.name ?? before.name;
      const email = wanted.email === undefined ? before.email : wanted.email;
      await needFreeUserName(db, name, email, id);
      const after = {
        name,
        nameKey: nameKey(name),
        email,
        emailKey: email === null ? null : nameKey(email),
        role: wanted.role ?? before.role,
        disabled: wanted.disabled === undefined ? before.disabled : wanted.disabled ? 1 : 0,
      };
      const fields = changedFields(before, after).filter((field) => !field.endsWith('Key'));
      if (fields.length === 0) return before;
      await userTable.update(db, id, after);
      await needOtherAdmin(db, before.role === 'admin');
      if (after.disabled === 1) {
        await sessionTable.deleteOfUser(db, id);
        await passwordLinkTable.deleteOfUser(db, id);
      }
      await change.audit({
        action: 'user.changed',
        target: { kind: 'user', id, name },
        details: { fields, role: after.role, disabled: after.disabled === 1 },
      });
      return { ...before, ...after };
    });
    return c.json(await toUser(services.db, row), 200);
  });
}
