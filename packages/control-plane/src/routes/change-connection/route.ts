import { createRoute } from '@hono/zod-openapi';
import { changedFields } from '../../domain/changed-fields.ts';
import { connectionBinding } from '../../domain/connections/connection-credential.ts';
import { connectionNameKey, needFreeName } from '../../domain/connections/connection-name.ts';
import { credentialFor } from '../../domain/connections/credential-for.ts';
import type { CredentialFor } from '../../domain/connections/credential-for.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { toConnection } from '../../domain/connections/to-connection.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { idParam } from '../../http/id-param.ts';
import type { Change } from '../../publish/changes.ts';
import { connectionChangeSchema, connectionSchema } from '../../schemas/connection.ts';
import type { ConnectionChange } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionTable } from '../../store/connection-table.ts';
import type { ConnectionRow } from '../../store/tables.ts';

const route = createRoute({
  method: 'patch',
  path: '/connections/{id}',
  tags: ['Connections'],
  summary: 'Change a connection',
  description:
    'What is left out stays, and what `GET` answered may be sent back as it is. Another scheme, host, port or auth method takes a fresh credential in the same request; another path does not.',
  request: { params: idParam, body: jsonBodyOf(connectionChangeSchema) },
  responses: {
    200: json(connectionSchema, 'The connection as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const wanted = c.req.valid('json');
    const newUrl = wanted.url === undefined ? null : endpointUrl(wanted.url, 'url');
    if (newUrl !== null) {
      // Names the connection first, so that an unknown id isn't answered with words on the URL.
      const { url } = await needConnection(services.db, id);
      // One that stays was judged when it was saved, and is judged at every turn.
      if (newUrl.href !== url) {
        await vetEndpoint(newUrl, await egressPolicyOf(services, services.db), 'url');
      }
    }
    const answer = await services.changes.make(c.get('actor').name, async (change) => {
      const before = await needConnection(change.db, id);
      const url = newUrl ?? new URL(before.url);
      const after = await changed(services, change, before, wanted, url);
      return toConnection(after, await agentConnectionTable.uses(change.db, id));
    });
    return c.json(answer, 200);
  });
}

async function changed(
  services: Services,
  change: Change,
  before: ConnectionRow,
  wanted: ConnectionChange,
  url: URL,
): Promise<ConnectionRow> {
  if (wanted.name !== undefined) await needFreeName(change.db, wanted.name, before.id);
  const credential = credentialFor(before, url, wanted.auth);
  const name = wanted.name ?? before.name;
  const authMethod = wanted.auth?.method ?? before.authMethod;
  const edited = {
    name,
    nameKey: connectionNameKey(name),
    url: url.href,
    modelId: wanted.modelId ?? before.modelId,
    authMethod,
    credential: sealedCredential(services, before, url, authMethod, credential),
    streaming: wanted.streaming === undefined ? before.streaming : wanted.streaming ? 1 : 0,
    inFlightMax: wanted.inFlightMax === undefined ? before.inFlightMax : wanted.inFlightMax,
  };
  const fields = changedFields(before, edited).filter((field) => field !== 'nameKey');
  if (fields.length === 0) return before;
  const newPool = ['url', 'authMethod', 'credential'].some((field) => fields.includes(field));
  const after = {
    ...edited,
    credentialVersion: before.credentialVersion + (newPool ? 1 : 0),
    updatedAt: change.now,
  };
  await connectionTable.update(change.db, before.id, after);
  await change.audit({
    action: 'connection.changed',
    target: { kind: 'connection', id: before.id, name },
    details: { fields, host: url.host, modelId: after.modelId, authMethod },
  });
  change.touched.connections.add(before.id);
  return { ...before, ...after };
}

function sealedCredential(
  services: Services,
  before: ConnectionRow,
  url: URL,
  authMethod: string,
  credential: CredentialFor,
): string | null {
  switch (credential.kind) {
    case 'none':
      return null;
    case 'kept':
      return before.credential;
    case 'fresh':
      return services.keyring.seal(
        credential.credential,
        connectionBinding(before.id, url, authMethod),
      );
  }
}
