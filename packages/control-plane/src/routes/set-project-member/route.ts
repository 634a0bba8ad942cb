import { z } from '@hono/zod-openapi';
import { needUser } from '../../domain/people/need-user.ts';
import { needProject } from '../../domain/projects/need-project.ts';
import { toProjectMember } from '../../domain/projects/to-project-member.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { memberRoleSchema, projectMemberSchema } from '../../schemas/project.ts';
import type { Services } from '../../services.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';

const route = createRoute({
  method: 'put',
  path: '/projects/{id}/members/{userId}',
  needs: 'admin',
  tags: ['Projects'],
  summary: 'Make a user a member of a project, or change their role in it',
  description: 'The lower of this role and the one they have everywhere counts, from now on.',
  request: {
    params: z.object({ id: z.string().max(100), userId: z.string().max(100) }),
    body: jsonBodyOf(memberRoleSchema),
  },
  responses: {
    200: json(projectMemberSchema, 'The member.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function setProjectMember(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param');
    const { role } = c.req.valid('json');
    const user = await services.changes.make(c.get('actor').name, async (change) => {
      const project = await needProject(change.db, id);
      const member = await needUser(change.db, userId);
      await projectMemberTable.put(change.db, { projectId: id, userId, role });
      await change.audit({
        action: 'project.member_set',
        target: { kind: 'project', id, name: project.name },
        details: { userId, user: member.name, role },
        projectId: id,
      });
      return member;
    });
    const { name, email, role: userRole } = user;
    return c.json(toProjectMember({ userId, name, email, userRole, role }), 200);
  });
}
