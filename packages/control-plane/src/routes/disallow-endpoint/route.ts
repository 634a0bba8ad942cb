import { operatorEndpointId } from '../../domain/endpoints/to-allowed-endpoint.ts';
import { notFound } from '../../domain/not-found.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { allowedEndpointTable } from '../../store/allowed-endpoint-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/allowed-endpoints/{id}',
  needs: 'admin',
  tags: ['Endpoints'],
  summary: 'No longer allow a private endpoint',
  description: 'Connections that name it stay, but their turns are refused from now on.',
  request: { params: idParam },
  responses: { 204: { description: 'It is allowed no more.' }, ...problems(401, 403, 404, 409) },
});

export function disallowEndpoint(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    if (services.operatorEndpoints.some((endpoint) => operatorEndpointId(endpoint) === id)) {
      throw new ProblemError(
        409,
        'endpoint_from_environment',
        'This endpoint is allowed by the environment: take it out of JACKFIELD_ALLOW_ENDPOINTS and start again.',
      );
    }
    await services.changes.make(c.get('actor').name, async (change) => {
      const row = await allowedEndpointTable.byId(change.db, id);
      if (row === undefined) throw notFound('allowed endpoint', id, '/allowed-endpoints');
      await allowedEndpointTable.delete(change.db, id);
      await change.audit({
        action: 'endpoint.disallowed',
        target: { kind: 'endpoint', id, name: row.endpoint },
        details: { endpoint: row.endpoint },
      });
      change.touched.allowedEndpoints = true;
    });
    return c.body(null, 204);
  });
}
