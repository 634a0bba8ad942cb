import { needProvider } from '../../domain/providers/need-provider.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { providerCredentialsTable } from '../../store/provider-credentials-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/providers/{id}/credentials',
  needs: 'admin',
  tags: ['Providers'],
  summary: "Delete a provider's saved credentials",
  description: 'Those of the environment, if there are any, apply again.',
  request: { params: idParam },
  responses: { 204: { description: 'They are gone.' }, ...problems(401, 403, 404) },
});

export function deleteProviderCredentials(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const definition = needProvider(c.req.valid('param').id);
    await services.changes.make(c.get('actor').name, async (change) => {
      const row = await providerCredentialsTable.byProvider(change.db, definition.id);
      if (row === undefined) {
        throw new ProblemError(
          404,
          'not_found',
          `No credentials are saved for ${definition.name}; those of the environment can't be deleted here.`,
        );
      }
      await providerCredentialsTable.delete(change.db, definition.id);
      await change.audit({
        action: 'provider_credentials.deleted',
        target: { kind: 'provider', id: definition.id, name: definition.name },
        details: {},
      });
      change.touched.providers = true;
    });
    return c.body(null, 204);
  });
}
