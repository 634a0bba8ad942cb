import { z } from '@hono/zod-openapi';
import { needProject } from '../../domain/projects/need-project.ts';
import { toProjectMember } from '../../domain/projects/to-project-member.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { projectMemberSchema } from '../../schemas/project.ts';
import type { Services } from '../../services.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';

const route = createRoute({
  method: 'get',
  path: '/projects/{id}/members',
  needs: 'viewer',
  tags: ['Projects'],
  summary: "A project's members, by name",
  description: 'Admins may do everything in it without being one.',
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(projectMemberSchema) }), 'The members.'),
    ...problems(401, 403, 404),
  },
});

export function listProjectMembers(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id } = await needProject(db, c.req.valid('param').id);
    const members = await projectMemberTable.ofProject(db, id);
    return c.json({ items: members.map(toProjectMember) }, 200);
  });
}
