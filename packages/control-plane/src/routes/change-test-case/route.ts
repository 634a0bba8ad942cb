import { needAgent } from '../../domain/agents/need-agent.ts';
import { auditTarget } from '../../domain/bake-offs/add-cases.ts';
import { needSoundCases } from '../../domain/bake-offs/case-errors.ts';
import { needTestCase, needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testCaseParam } from '../../http/bake-off-params.ts';
import { toTestCase } from '../../domain/bake-offs/to-test-set.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { changedCaseSchema, testCaseSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import { testCaseTable } from '../../store/test-case-table.ts';
import { testSetTable } from '../../store/test-set-table.ts';

const route = createRoute({
  method: 'put',
  path: '/agents/{id}/test-sets/{testSetId}/cases/{caseId}',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Put another case in the place of one',
  request: { params: testCaseParam, body: jsonBodyOf(changedCaseSchema) },
  responses: {
    200: json(testCaseSchema, 'The case as it is now.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function changeTestCase(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const content = c.req.valid('json');
    const { id, testSetId, caseId } = c.req.valid('param');
    needSoundCases([content]);
    const row = await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const testSet = await needTestSet(change.db, id, testSetId);
      const before = await needTestCase(change.db, testSetId, caseId);
      const after = { ...before, content: JSON.stringify(content) };
      await testCaseTable.update(change.db, caseId, after.content);
      await testSetTable.touch(change.db, testSetId, change.now);
      await change.audit({
        action: 'test_set.changed',
        target: auditTarget(testSet),
        details: { agent: agent.slug, caseChanged: caseId },
        projectId: agent.projectId,
      });
      return after;
    });
    return c.json(toTestCase(row), 200);
  });
}
