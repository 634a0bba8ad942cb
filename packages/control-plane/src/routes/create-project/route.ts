import { nameKey } from '../../domain/name-key.ts';
import { needFreeProjectName } from '../../domain/projects/need-free-project-name.ts';
import { toProject } from '../../domain/projects/to-project.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { newProjectSchema, projectSchema } from '../../schemas/project.ts';
import type { Services } from '../../services.ts';
import { newId } from '../../store/new-id.ts';
import { projectTable } from '../../store/project-table.ts';

const route = createRoute({
  method: 'post',
  path: '/projects',
  needs: 'admin',
  tags: ['Projects'],
  summary: 'Make a project',
  description: 'It has no members yet; admins need not be one.',
  request: { body: jsonBodyOf(newProjectSchema) },
  responses: {
    201: json(projectSchema, 'The new project.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function createProject(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { name } = c.req.valid('json');
    const actor = c.get('actor');
    const row = await services.changes.make(actor.name, async (change) => {
      await needFreeProjectName(change.db, name, null);
      const made = { id: newId('prj'), name, nameKey: nameKey(name), createdAt: change.now };
      await projectTable.insert(change.db, made);
      await change.audit({
        action: 'project.created',
        target: { kind: 'project', id: made.id, name },
        details: {},
        projectId: made.id,
      });
      return made;
    });
    return c.json(toProject(row, actor), 201);
  });
}
