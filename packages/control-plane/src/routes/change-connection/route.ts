import type { Actor } from '../../domain/access/actor.ts';
import { changedFields } from '../../domain/changed-fields.ts';
import { connectionBinding } from '../../domain/connections/connection-credential.ts';
import { needFreeName } from '../../domain/connections/connection-name.ts';
import { storedRepairSwitches } from '../../domain/connections/connection-repairs.ts';
import { credentialFor } from '../../domain/connections/credential-for.ts';
import type { CredentialFor } from '../../domain/connections/credential-for.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { seenUses, toConnection } from '../../domain/connections/to-connection.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { needSharer } from '../../domain/connections/need-sharer.ts';
import { projectFor } from '../../domain/projects/project-for.ts';
import { nameKey } from '../../domain/name-key.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
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
  needs: 'editor',
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
    const actor = c.get('actor');
    const answer = await services.changes.make(actor.name, async (change) => {
      const before = await needConnection(change.db, id);
      const place = await placeOf(change, actor, before, wanted);
      const url = newUrl ?? new URL(before.url);
      const after = await changed(services, change, before, { ...wanted, place }, url);
      const uses = await agentConnectionTable.uses(change.db, id);
      return toConnection(after, seenUses(uses, actor), services.usage);
    });
    return c.json(answer, 200);
  });
}

type Place = Pick<ConnectionRow, 'projectId' | 'shared'>;

/** @throws ProblemError 403, 422; 409 when an agent of another project would lose its model. */
async function placeOf(
  change: Change,
  actor: Actor,
  before: ConnectionRow,
  wanted: ConnectionChange,
): Promise<Place> {
  const projectId = wanted.projectId ?? before.projectId;
  const shared = wanted.shared === undefined ? before.shared : wanted.shared ? 1 : 0;
  if (shared !== before.shared) needSharer(actor);
  if (projectId !== before.projectId) await projectFor(change.db, actor, projectId);
  if (shared === 1) return { projectId, shared };
  const uses = await agentConnectionTable.uses(change.db, before.id);
  const elsewhere = uses.filter((use) => use.projectId !== projectId);
  if (elsewhere.length === 0) return { projectId, shared };
  const names = elsewhere.map(({ name }) => name).join(', ');
  throw new ProblemError(
    409,
    'connection_in_use',
    `${before.name} is in use by agents of another project: ${names}. Choose another model there first, or leave it shared.`,
    { members: { agents: elsewhere.map(({ id, name }) => ({ id, name })) } },
  );
}

/** What changes only because another field does. */
const follows = new Set(['nameKey', 'capabilities']);

async function changed(
  services: Services,
  change: Change,
  before: ConnectionRow,
  wanted: ConnectionChange & { readonly place: Place },
  url: URL,
): Promise<ConnectionRow> {
  if (wanted.name !== undefined) await needFreeName(change.db, wanted.name, before.id);
  const credential = credentialFor(before, url, wanted.auth);
  const name = wanted.name ?? before.name;
  const authMethod = wanted.auth?.method ?? before.authMethod;
  const modelId = wanted.modelId ?? before.modelId;
  const isSameModel = url.href === before.url && modelId === before.modelId;
  const edited = {
    ...wanted.place,
    name,
    nameKey: nameKey(name),
    url: url.href,
    modelId,
    authMethod,
    credential: sealedCredential(services, before, url, authMethod, credential),
    streaming: wanted.streaming === undefined ? before.streaming : wanted.streaming ? 1 : 0,
    repairs: wanted.repairs ? storedRepairSwitches(before.repairs, wanted.repairs) : before.repairs,
    // What was found of one model says nothing of another.
    capabilities: isSameModel ? before.capabilities : null,
  };
  const fields = changedFields(before, edited).filter((field) => !follows.has(field));
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
    details: {
      fields,
      host: url.host,
      modelId,
      authMethod,
      ...(wanted.repairs ? { repairs: wanted.repairs } : {}),
      ...(fields.includes('shared') ? { shared: wanted.place.shared === 1 } : {}),
    },
    projectId: wanted.place.projectId,
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
