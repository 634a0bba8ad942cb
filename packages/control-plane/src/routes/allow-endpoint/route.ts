import { isIP } from 'node:net';
import { endpointText, vetAddress } from '@jackfield/gateway-config';
import { refusedEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { allowEndpoint as allow } from '../../domain/endpoints/allow-endpoint.ts';
import { operatorEndpoint, savedEndpoint } from '../../domain/endpoints/to-allowed-endpoint.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { allowedEndpointSchema, newAllowedEndpointSchema } from '../../schemas/endpoint.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/allowed-endpoints',
  needs: 'admin',
  tags: ['Endpoints'],
  summary: 'Allow connections to reach one private endpoint',
  description:
    "Exactly that `host:port`, as a connection's URL names it. Metadata services and Jackfield itself can't be allowed.",
  request: { body: jsonBodyOf(newAllowedEndpointSchema) },
  responses: {
    201: json(allowedEndpointSchema, 'It is allowed, from the next turn on.'),
    ...problems(401, 403, ...bodyProblems),
  },
});

export function allowEndpoint(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const endpoint = endpointText(c.req.valid('json').endpoint);
    if (endpoint === null) {
      const message = 'Write it as host:port, for example 127.0.0.1:11434; IPv6 in brackets.';
      throw refuseField('endpoint', 'endpoint_invalid', message);
    }
    needAllowable(endpoint, services.options.ownPorts);
    if (services.operatorEndpoints.includes(endpoint)) {
      return c.json(operatorEndpoint(endpoint), 201);
    }
    const row = await services.changes.make(c.get('actor').name, (change) =>
      allow(change, endpoint),
    );
    return c.json(savedEndpoint(row), 201);
  });
}

/** Of a name only the gateway can tell, when it dials: it refuses those addresses every time. */
function needAllowable(endpoint: string, ownPorts: ReadonlySet<number>): void {
  const colon = endpoint.lastIndexOf(':');
  const address = endpoint.slice(0, colon).replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return;
  const port = Number(endpoint.slice(colon + 1));
  const policy = { allowedEndpoints: new Set([endpoint]), ownPorts };
  const refusal = vetAddress(address, port, endpoint, policy);
  if (refusal !== null) throw refusedEndpoint(refusal, endpoint, 'endpoint');
}
