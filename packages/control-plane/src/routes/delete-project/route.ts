import { needProject } from '../../domain/projects/need-project.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { defaultProjectId } from '../../store/migrations/0005-people.ts';
import { projectTable } from '../../store/project-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  needs: 'admin',
  tags: ['Projects'],
  summary: 'Delete an empty project',
  description: 'What happened in it stays in the audit log, for admins.',
  request: { params: idParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404, 409) },
});

export function deleteProject(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const project = await needProject(change.db, id);
      if (id === defaultProjectId) {
        throw new ProblemError(
          409,
          'project_default',
          `${project.name} is where agents go that name no project, so it stays.`,
        );
      }
      const size = (await projectTable.sizes(change.db)).get(id);
      if (size !== undefined) {
        throw new ProblemError(
          409,
          'project_in_use',
          `${project.name} still holds ${size.agents} agents and ${size.connections} connections. Move or delete them first.`,
          { members: size },
        );
      }
      await projectTable.delete(change.db, id);
      await change.audit({
        action: 'project.deleted',
        target: { kind: 'project', id, name: project.name },
        details: {},
      });
    });
    return c.body(null, 204);
  });
}
