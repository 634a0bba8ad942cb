import { z } from '@hono/zod-openapi';
import { sees } from '../../domain/access/actor.ts';
import { toProject } from '../../domain/projects/to-project.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { projectSchema } from '../../schemas/project.ts';
import type { Services } from '../../services.ts';
import { projectTable } from '../../store/project-table.ts';

const route = createRoute({
  method: 'get',
  path: '/projects',
  needs: 'viewer',
  tags: ['Projects'],
  summary: 'Your projects, by name; admins see all of them',
  responses: {
    200: json(z.object({ items: z.array(projectSchema) }), 'What each holds, and what you may do.'),
    ...problems(401, 403),
  },
});

export function listProjects(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const actor = c.get('actor');
    const rows = (await projectTable.all(db)).filter(({ id }) => sees(actor, id));
    const sizes = await projectTable.sizes(db);
    return c.json({ items: rows.map((row) => toProject(row, actor, sizes.get(row.id))) }, 200);
  });
}
