import { z } from '@hono/zod-openapi';
import { notFound } from '../../domain/not-found.ts';
import { needProject } from '../../domain/projects/need-project.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/projects/{id}/members/{userId}',
  needs: 'admin',
  tags: ['Projects'],
  summary: 'Take a member out of a project; they see nothing of it from now on',
  request: { params: z.object({ id: z.string().max(100), userId: z.string().max(100) }) },
  responses: { 204: { description: 'They are a member no more.' }, ...problems(401, 403, 404) },
});

export function removeProjectMember(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const project = await needProject(change.db, id);
      const members = await projectMemberTable.ofProject(change.db, id);
      const member = members.find((candidate) => candidate.userId === userId);
      if (member === undefined) throw notFound('member', userId, `/projects/${id}/members`);
      await projectMemberTable.delete(change.db, id, userId);
      await change.audit({
        action: 'project.member_removed',
        target: { kind: 'project', id, name: project.name },
        details: { userId, user: member.name },
        projectId: id,
      });
    });
    return c.body(null, 204);
  });
}
