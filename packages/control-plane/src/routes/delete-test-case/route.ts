import { needAgent } from '../../domain/agents/need-agent.ts';
import { auditTarget } from '../../domain/bake-offs/add-cases.ts';
import { needTestCase, needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testCaseParam } from '../../http/bake-off-params.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { testCaseTable } from '../../store/test-case-table.ts';
import { testSetTable } from '../../store/test-set-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/test-sets/{testSetId}/cases/{caseId}',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Delete a case',
  request: { params: testCaseParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteTestCase(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, testSetId, caseId } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const testSet = await needTestSet(change.db, id, testSetId);
      await needTestCase(change.db, testSetId, caseId);
      await testCaseTable.delete(change.db, caseId);
      await testSetTable.touch(change.db, testSetId, change.now);
      await change.audit({
        action: 'test_set.changed',
        target: auditTarget(testSet),
        details: { agent: agent.slug, caseDeleted: caseId },
        projectId: agent.projectId,
      });
    });
    return c.body(null, 204);
  });
}
