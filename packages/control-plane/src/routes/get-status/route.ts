import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { statusSchema } from '../../schemas/status.ts';
import type { Services } from '../../services.ts';
import { configVersion } from '../../store/config-version.ts';

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
  const { options, store, catalogue, publisher, gatewayReports, startedAt } = services;
  app.openapi(route, async (c) => {
    const { entries, loadedAt } = catalogue.current();
    await options.gather?.();
    const newest = await newestVersion(services);
    const version = Math.max(newest ?? 0, publisher.version);
    return c.json(
      {
        version: options.version,
        node: process.versions.node,
        startedAt: new Date(startedAt).toISOString(),
        store: { kind: store.kind, ok: newest !== null, location: store.location },
        configVersion: version,
        gateways: await gatewayReports.list(version),
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

/** The status is asked for most when something fails, so a failing store is only reported. */
async function newestVersion(services: Services): Promise<number | null> {
  return configVersion.current(services.db).catch(() => null);
}
