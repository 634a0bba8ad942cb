import { checkConnection as check } from '../../domain/connections/check-connection.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import { connectionToPublishedModel } from '../../publish/to-published-model.ts';
import { checkReportSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/connections/{id}/check',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Check a connection as it is saved',
  description: 'Sends real requests to its endpoint, with its credential.',
  request: { params: idParam },
  responses: {
    200: json(checkReportSchema, 'What was found, whether good or bad.'),
    ...problems(401, 403, 404, 409, 422),
  },
});

export function checkConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const row = await needConnection(services.db, c.req.valid('param').id);
    await vetEndpoint(new URL(row.url), await egressPolicyOf(services, services.db), 'url');
    const model = connectionToPublishedModel(row, services.keyring);
    if (!model.endpoint.ready) {
      throw new ProblemError(409, 'credential_unreadable', model.endpoint.reason);
    }
    return c.json(await check(services, model, c.req.raw.signal), 200);
  });
}
