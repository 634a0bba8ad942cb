import { nameKey } from '../../domain/name-key.ts';
import { needFreeProjectName } from '../../domain/projects/need-free-project-name.ts';
import { needProject } from '../../domain/projects/need-project.ts';
import { toProject } from '../../domain/projects/to-project.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { projectChangeSchema, projectSchema } from '../../schemas/project.ts';
import type { Services } from '../../services.ts';
import { projectTable } from '../../store/project-table.ts';

const route = createRoute({
  method: 'patch',
  path: '/projects/{id}',
  needs: 'admin',
  tags: ['Projects'],
  summary: "Change a project's name",
  request: { params: idParam, body: jsonBodyOf(projectChangeSchema) },
  responses: {
    200: json(projectSchema, 'The project as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeProject(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { name } = c.req.valid('json');
    const actor = c.get('actor');
    const row = await services.changes.make(actor.name, async (change) => {
      const before = await needProject(change.db, id);
      if (name === undefined || name === before.name) return before;
      await needFreeProjectName(change.db, name, id);
      const after = { name, nameKey: nameKey(name) };
      await projectTable.update(change.db, id, after);
      await change.audit({
        action: 'project.changed',
        target: { kind: 'project', id, name },
        details: { fields: ['name'], earlierName: before.name },
        projectId: id,
      });
      return { ...before, ...after };
    });
    const sizes = await projectTable.sizes(services.db);
    return c.json(toProject(row, actor, sizes.get(id)), 200);
  });
}
