import { z } from '@hono/zod-openapi';
import { saveSetting } from '../../domain/model-settings/save-setting.ts';
import { parseSetting } from '../../domain/model-settings/stored-setting.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { ifMatch, ifMatchHeader } from '../../http/if-match.ts';
import { ProblemError } from '../../problem-error.ts';
import { modelSettingSchema } from '../../schemas/model-setting.ts';
import type { Services } from '../../services.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/model-setting/revisions/{revision}/restore',
  needs: 'editor',
  tags: ['Model setting'],
  summary: 'Restore an earlier revision',
  description:
    'Saves its content as a new revision, under the rules of a save: what could not be chosen today can not be restored either.',
  request: {
    params: z.object({ id: z.string().max(100), revision: z.string().max(20) }),
    headers: ifMatchHeader,
  },
  responses: {
    200: json(modelSettingSchema, 'The setting as it is live now.'),
    ...problems(401, 403, 404, 409, 412, 422),
  },
});

export function restoreRevision(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, revision } = c.req.valid('param');
    const number = /^[1-9]\d{0,8}$/.test(revision) ? Number(revision) : -1;
    const seen = ifMatch(c.req.header('if-match'));
    const setting = await saveSetting(services, c.get('actor').name, id, seen, {
      restoredFrom: number,
      async setting(change, agent) {
        const row = await modelSettingTable.revision(change.db, id, number);
        if (row !== undefined) return parseSetting(row.setting);
        throw new ProblemError(
          404,
          'revision_unknown',
          agent.revision === 0
            ? `${agent.name} has no revisions yet: no model has been chosen for it.`
            : `${agent.name} has no such revision; it has revisions 1 to ${agent.revision}.`,
        );
      },
    });
    c.header('etag', `"${setting.revision}"`);
    return c.json(setting, 200);
  });
}
