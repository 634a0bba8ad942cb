import { needAgent } from '../../domain/agents/need-agent.ts';
import { auditTarget } from '../../domain/bake-offs/add-cases.ts';
import { needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testSetParam } from '../../http/bake-off-params.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { testSetTable } from '../../store/test-set-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/test-sets/{testSetId}',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Delete a test set with its cases',
  description: 'Bake-offs that were started with it keep their own copy.',
  request: { params: testSetParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteTestSet(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, testSetId } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const row = await needTestSet(change.db, id, testSetId);
      await testSetTable.delete(change.db, row.id);
      await change.audit({
        action: 'test_set.deleted',
        target: auditTarget(row),
        details: { agent: agent.slug, cases: row.cases },
        projectId: agent.projectId,
      });
    });
    return c.body(null, 204);
  });
}
