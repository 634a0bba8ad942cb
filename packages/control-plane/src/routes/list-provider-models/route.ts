import { z } from '@hono/zod-openapi';
import { dayOf } from '../../domain/catalogue/effective-lifecycle.ts';
import { askForModels } from '../../domain/providers/ask-for-models.ts';
import { compareModels } from '../../domain/providers/compare-models.ts';
import { needReadyProvider } from '../../domain/providers/need-ready-provider.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import { providerModelSchema } from '../../schemas/provider.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/providers/{id}/models',
  needs: 'editor',
  tags: ['Providers'],
  summary: "Compare a provider's own list of models with the catalogue",
  description:
    'Asks the provider now, and changes nothing: what is new or has another date comes with the lines for your own catalogue file.',
  request: { params: idParam },
  responses: {
    200: json(
      z.object({
        items: z.array(providerModelSchema),
        url: z.string().nullable().describe('Where the list was read.'),
        readAt: z.iso.datetime(),
      }),
      "The catalogue's models of this provider, then those that only the provider has.",
    ),
    ...problems(401, 403, 404, 409, 502),
  },
});

export function listProviderModels(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { definition, endpoint } = needReadyProvider(services, c.req.valid('param').id);
    const listing = await askForModels(services, definition, endpoint, c.req.raw.signal);
    const { ok, message, url, status, words, models, askedAt } = listing;
    if (!ok) {
      throw new ProblemError(
        502,
        'model_list_failed',
        `${definition.name} gave no list of its models. ${message}`,
        { members: { url, upstreamStatus: status, words } },
      );
    }
    const from = { url: url ?? endpoint.baseUrl, day: dayOf(askedAt) };
    const { entries } = services.catalogue.current();
    const items = compareModels(definition, entries, models, from);
    return c.json({ items, url, readAt: new Date(askedAt).toISOString() }, 200);
  });
}
