import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { toModelSettings } from '../../domain/model-settings/to-model-setting.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { pageOf } from '../../http/page-of.ts';
import { numberCursor, pageQuery } from '../../http/page-query.ts';
import { modelSettingSchema } from '../../schemas/model-setting.ts';
import type { Services } from '../../services.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/model-setting/revisions',
  needs: 'viewer',
  tags: ['Model setting'],
  summary: "Every revision of an agent's model setting, newest first",
  request: { params: idParam, query: pageQuery },
  responses: {
    200: json(
      z.object({ items: z.array(modelSettingSchema), nextCursor: z.string().nullable() }),
      'A page of revisions, each with the warnings it would give today.',
    ),
    ...problems(401, 403, 404, 422),
  },
});

export function listRevisions(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { db } = services;
    const { cursor, limit } = c.req.valid('query');
    const agent = await needAgent(db, c.req.valid('param').id);
    const rows = await modelSettingTable.page(db, agent.id, numberCursor(cursor), limit + 1);
    const page = pageOf(rows, limit, ({ revision }) => String(revision));
    const items = await toModelSettings(services, db, page.rows);
    return c.json({ items, nextCursor: page.nextCursor }, 200);
  });
}
