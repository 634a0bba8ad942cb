import { z } from '@hono/zod-openapi';
import { providerDefinitions } from '../../domain/providers/provider-definitions.ts';
import { byomProvider, toProvider } from '../../domain/providers/to-provider.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { providerSchema } from '../../schemas/provider.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/providers',
  needs: 'viewer',
  tags: ['Providers'],
  summary: 'Which providers are ready, and what each needs',
  responses: {
    200: json(z.object({ items: z.array(providerSchema) }), 'Never with a credential.'),
    ...problems(401, 403),
  },
});

export function listProviders(app: App, services: Services): void {
  app.openapi(route, (c) => {
    const items = providerDefinitions
      .map(({ id }) => services.publisher.providerAccess(id))
      .filter((access) => access !== undefined)
      .map(toProvider);
    return c.json({ items: [...items, byomProvider] }, 200);
  });
}
