import { needAgent } from '../../domain/agents/need-agent.ts';
import { toModelSetting } from '../../domain/model-settings/to-model-setting.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { modelSettingSchema } from '../../schemas/model-setting.ts';
import type { Services } from '../../services.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/model-setting',
  needs: 'viewer',
  tags: ['Model setting'],
  summary: "An agent's model setting",
  description: 'The `ETag` is its revision: send it as `If-Match` when saving.',
  request: { params: idParam },
  responses: {
    200: json(modelSettingSchema, 'The current revision; revision 0 before the first save.'),
    ...problems(401, 403, 404),
  },
});

export function getModelSetting(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const agent = await needAgent(services.db, c.req.valid('param').id);
    const row = await modelSettingTable.revision(services.db, agent.id, agent.revision);
    const setting = await toModelSetting(services, services.db, row);
    c.header('etag', `"${setting.revision}"`);
    return c.json(setting, 200);
  });
}
