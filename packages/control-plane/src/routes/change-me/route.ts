import { nameKey } from '../../domain/name-key.ts';
import { needOwnSession } from '../../domain/people/need-account.ts';
import { needFreeUserName } from '../../domain/people/need-free-user-name.ts';
import { needUser } from '../../domain/people/need-user.ts';
import { toMe } from '../../domain/people/to-me.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { meChangeSchema, meSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'patch',
  path: '/me',
  needs: 'self',
  tags: ['Account'],
  summary: 'Change your own name, which you sign in with too',
  request: { body: jsonBodyOf(meChangeSchema) },
  responses: {
    200: json(meSchema, 'You, as you are called now.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function changeMe(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const actor = c.get('actor');
    const by = needOwnSession(actor);
    const { name = by.user.name } = c.req.valid('json');
    const user = await services.changes.make(actor.name, async (change) => {
      const before = await needUser(change.db, by.user.id);
      if (name === before.name) return before;
      await needFreeUserName(change.db, name, null, before.id);
      const after = { name, nameKey: nameKey(name) };
      await userTable.update(change.db, before.id, after);
      await change.audit({
        action: 'user.changed',
        target: { kind: 'user', id: before.id, name },
        details: { fields: ['name'], earlierName: before.name },
      });
      return { ...before, ...after };
    });
    return c.json(await toMe(services.db, { ...actor, name, by: { ...by, user } }), 200);
  });
}
