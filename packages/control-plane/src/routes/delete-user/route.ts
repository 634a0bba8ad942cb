import { needOtherAdmin } from '../../domain/people/need-other-admin.ts';
import { needUser } from '../../domain/people/need-user.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/users/{id}',
  needs: 'admin',
  tags: ['People'],
  summary: 'Delete a user, with their sessions and API tokens',
  description: 'The audit log keeps what they did. The last admin can not be deleted.',
  request: { params: idParam },
  responses: {
    204: { description: 'They are let in no more.' },
    ...problems(401, 403, 404, 409),
  },
});

export function deleteUser(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const user = await needUser(change.db, id);
      await userTable.delete(change.db, id);
      await needOtherAdmin(change.db, user.role === 'admin');
      await change.audit({
        action: 'user.deleted',
        target: { kind: 'user', id, name: user.name },
        details: { role: user.role },
      });
    });
    return c.body(null, 204);
  });
}
