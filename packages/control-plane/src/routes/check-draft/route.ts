import { Secret } from '@jackfield/gateway-config';
import { checkConnection } from '../../domain/connections/check-connection.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { connectionPublishedModel } from '../../publish/to-published-model.ts';
import { checkReportSchema, connectionDraftSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { newId } from '../../store/new-id.ts';

const route = createRoute({
  method: 'post',
  path: '/connections/check',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Check an endpoint before it is connected',
  description: 'Sends real requests to the endpoint. Nothing is saved.',
  request: { body: jsonBodyOf(connectionDraftSchema) },
  responses: {
    200: json(checkReportSchema, 'What was found, whether good or bad.'),
    ...problems(401, 403, ...bodyProblems),
  },
});

export function checkDraft(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { url: urlText, modelId, auth, streaming } = c.req.valid('json');
    const url = endpointUrl(urlText, 'url');
    await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    const id = newId('con');
    const draft = {
      id,
      url: url.href,
      modelId,
      authMethod: auth.method,
      streaming: streaming ? 1 : 0,
      repairs: null,
      capabilities: null,
    };
    const credential = auth.method === 'none' ? null : new Secret(auth.credential);
    const model = connectionPublishedModel(draft, `draft:${id}`, credential);
    return c.json(await checkConnection(services, model, c.req.raw.signal), 200);
  });
}
