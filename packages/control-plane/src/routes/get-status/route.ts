import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { statusSchema } from '../../schemas/status.ts';
import type { Services } from '../../services.ts';
import { storeAnswers } from '../../store/store-answers.ts';

const route = createRoute({
  method: 'get',
  path: '/status',
  needs: 'viewer',
  tags: ['Records'],
  summary:
    'Gateways, the models in use and how they are doing, the store, the catalogue, the version',
  responses: { 200: json(statusSchema, 'How things stand.'), ...problems(401, 403) },
});

export function getStatus(app: App, services: Services): void {
  const { options, store, catalogue, publisher, startedAt } = services;
  app.openapi(route, async (c) => {
    const { entries, loadedAt } = catalogue.current();
    return c.json(
      {
        version: options.version,
        node: process.versions.node,
        startedAt: new Date(startedAt).toISOString(),
        store: { kind: store.kind, ok: await storeAnswers(services.db), location: store.location },
        configVersion: publisher.version,
        gateways: options.gateways().map(({ id, configVersion: loaded, agents }) => ({
          id,
          configVersion: loaded,
          agents,
          upToDate: loaded >= publisher.version,
        })),
        models: [...options.modelHealth()],
        turnRecords: services.turnLog.state,
        catalogue: {
          models: entries.length,
          loadedAt: new Date(loadedAt).toISOString(),
          problem: catalogue.problem(),
        },
      },
      200,
    );
  });
}
