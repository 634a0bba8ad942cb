import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { addCases, auditTarget } from '../../domain/bake-offs/add-cases.ts';
import { needSoundCases } from '../../domain/bake-offs/case-errors.ts';
import { needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testSetParam } from '../../http/bake-off-params.ts';
import { readJsonLines } from '../../domain/bake-offs/read-json-lines.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { newTestCasesSchema, testCaseSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/test-sets/{testSetId}/cases',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Add cases to a test set',
  description:
    'As a list, or as JSON Lines in one text; all of them or, with an error that names the line and the field, none. A file larger than a request may be is sent in several.',
  request: { params: testSetParam, body: jsonBodyOf(newTestCasesSchema) },
  responses: {
    200: json(z.object({ items: z.array(testCaseSchema) }), 'With `onlyCheck`: they are sound.'),
    201: json(z.object({ items: z.array(testCaseSchema) }), 'The cases that were added.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function addTestCases(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { cases, jsonLines, onlyCheck } = c.req.valid('json');
    const { id, testSetId } = c.req.valid('param');
    const contents = jsonLines === undefined ? (cases ?? []) : readJsonLines(jsonLines);
    if (cases !== undefined) needSoundCases(cases);
    if (contents.length === 0 || (cases !== undefined && jsonLines !== undefined)) {
      const message = 'Give at least one case: as "cases" or as "jsonLines", not both.';
      throw refuseField('cases', 'validation_failed', message);
    }
    if (onlyCheck === true) return c.json({ items: [] }, 200);
    const items = await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const testSet = await needTestSet(change.db, id, testSetId);
      const added = await addCases(change, testSet, contents);
      await change.audit({
        action: 'test_set.changed',
        target: auditTarget(testSet),
        details: { agent: agent.slug, casesAdded: added.length },
        projectId: agent.projectId,
      });
      return added;
    });
    return c.json({ items }, 201);
  });
}
