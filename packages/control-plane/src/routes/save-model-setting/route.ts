import { saveSetting } from '../../domain/model-settings/save-setting.ts';
import { storedSetting } from '../../domain/model-settings/stored-setting.ts';
import { bodyProblems, json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ifMatch, ifMatchHeader } from '../../http/if-match.ts';
import { modelSettingSchema, newModelSettingSchema } from '../../schemas/model-setting.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'put',
  path: '/agents/{id}/model-setting',
  needs: 'editor',
  tags: ['Model setting'],
  summary: "Save an agent's model setting",
  description:
    'When it answers, the setting is on disk and live for the next turn. Every save makes a new revision. With `If-Match` a save that has not seen the current revision is refused with 409 and shows it as `current`; without, the last one wins. What `GET` answered may be sent back as it is; a `revision` in the body is ignored and does not stand for `If-Match`.',
  request: {
    params: idParam,
    headers: ifMatchHeader,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: newModelSettingSchema,
          example: {
            model: 'openai/gpt-4o-mini',
            parameters: { temperature: 0.4 },
            fallbacks: [{ model: 'polyllm/polyllm' }],
            deadlines: { firstTokenMs: 4000 },
          },
        },
      },
    },
  },
  responses: {
    200: json(modelSettingSchema, 'The setting as it is live now.'),
    ...problems(401, 403, 404, 409, 412, ...bodyProblems),
  },
});

export function saveModelSetting(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const seen = ifMatch(c.req.header('if-match'));
    const given = storedSetting(c.req.valid('json'));
    const setting = await saveSetting(services, c.get('actor').name, id, seen, {
      setting: async () => given,
      restoredFrom: null,
    });
    c.header('etag', `"${setting.revision}"`);
    return c.json(setting, 200);
  });
}
