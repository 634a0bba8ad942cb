import { checkProvider as check } from '../../domain/providers/check-provider.ts';
import { needReadyProvider } from '../../domain/providers/need-ready-provider.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { providerCheckSchema } from '../../schemas/provider.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/providers/{id}/check',
  needs: 'editor',
  tags: ['Providers'],
  summary: "Check a provider's credentials with one real call",
  description:
    'Asks for its list of models, which costs nothing; for one short turn where that decides nothing.',
  request: { params: idParam },
  responses: {
    200: json(providerCheckSchema, 'What was found, whether good or bad.'),
    ...problems(401, 403, 404, 409),
  },
});

export function checkProvider(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { definition, endpoint } = needReadyProvider(services, c.req.valid('param').id);
    return c.json(await check(services, definition, endpoint, c.req.raw.signal), 200);
  });
}
