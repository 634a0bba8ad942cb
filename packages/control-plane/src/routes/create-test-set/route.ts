import { needAgent } from '../../domain/agents/need-agent.ts';
import { auditTarget } from '../../domain/bake-offs/add-cases.ts';
import { toTestSet } from '../../domain/bake-offs/to-test-set.ts';
import { nameKey } from '../../domain/name-key.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import { newTestSetSchema, testSetSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import { newId } from '../../store/new-id.ts';
import { testSetTable } from '../../store/test-set-table.ts';

const testSetsMax = 50;

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/test-sets',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Make a test set, empty at first',
  request: { params: idParam, body: jsonBodyOf(newTestSetSchema) },
  responses: {
    201: json(testSetSchema, 'The test set.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function createTestSet(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { name } = c.req.valid('json');
    const { id: agentId } = c.req.valid('param');
    const made = await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, agentId);
      const others = await testSetTable.ofAgent(change.db, agentId);
      const key = nameKey(name);
      if (others.some((other) => other.nameKey === key)) {
        const message = 'Another test set of this agent has this name. Choose another name.';
        throw refuseField('name', 'name_taken', message, 409);
      }
      if (others.length >= testSetsMax) {
        throw new ProblemError(
          409,
          'too_many_test_sets',
          `An agent has at most ${testSetsMax} test sets. Delete one that is no longer used.`,
        );
      }
      const row = {
        id: newId('tst'),
        agentId,
        name,
        nameKey: key,
        createdAt: change.now,
        updatedAt: change.now,
      };
      await testSetTable.insert(change.db, row);
      await change.audit({
        action: 'test_set.created',
        target: auditTarget(row),
        details: { agent: agent.slug },
        projectId: agent.projectId,
      });
      return { ...row, cases: 0, characters: 0 };
    });
    return c.json(toTestSet(made), 201);
  });
}
