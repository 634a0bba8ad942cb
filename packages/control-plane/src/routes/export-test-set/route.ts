import { z } from '@hono/zod-openapi';
import { casesMax } from '../../domain/bake-offs/add-cases.ts';
import { needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testSetParam } from '../../http/bake-off-params.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { testCaseTable } from '../../store/test-case-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/test-sets/{testSetId}/export',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'The cases of a test set as JSON Lines',
  description: 'As they can be imported again.',
  request: { params: testSetParam },
  responses: {
    200: {
      description: 'A case a line.',
      content: { 'application/x-ndjson': { schema: z.string() } },
    },
    ...problems(401, 403, 404),
  },
});

export function exportTestSet(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id, testSetId } = c.req.valid('param');
    const testSet = await needTestSet(db, id, testSetId);
    const rows = await testCaseTable.ofSet(db, testSet.id, 0, casesMax);
    const lines = rows.map(({ content }) => `${content}\n`).join('');
    // The library's types take "ndjson" for a kind of JSON, and then allow no answer at all.
    return c.body(lines, 200, {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="test-set.jsonl"',
    }) as never;
  });
}
