import type { Actor } from '../../domain/access/actor.ts';
import { changedFields } from '../../domain/changed-fields.ts';
import { connectionBinding } from '../../domain/connections/connection-credential.ts';
import { clientKeyBinding } from '../../domain/connections/connection-tls.ts';
import { needFreeName } from '../../domain/connections/connection-name.ts';
import { storedRepairSwitches } from '../../domain/connections/connection-repairs.ts';
import { credentialFor } from '../../domain/connections/credential-for.ts';
import type { CredentialFor } from '../../domain/connections/credential-for.ts';
import type { DraftReport } from '../../domain/connections/draft-reports.ts';
import { changeToCheck } from '../../domain/connections/endpoint-to-check.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { needSharer } from '../../domain/connections/need-sharer.ts';
import { keepCheck } from '../../domain/connections/keep-check.ts';
import { learnFromReport } from '../../domain/connections/learn-from-report.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import {
  auditConnectAnyway,
  connectionWarnings,
  needReadyDraft,
} from '../../domain/connections/need-ready-draft.ts';
import { readConnection } from '../../domain/connections/read-connection.ts';
import { tlsDetails, tlsFor } from '../../domain/connections/tls-for.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { nameKey } from '../../domain/name-key.ts';
import { projectFor } from '../../domain/projects/project-for.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import { connectionChangeSchema, savedConnectionSchema } from '../../schemas/connection.ts';
import type { ConnectionChange } from '../../schemas/connection.ts';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
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
    'What is left out stays, and what `GET` answered may be sent back as it is. Another scheme, host, port or auth method takes a fresh credential in the same request, and another scheme, host, port or client certificate a fresh private key; another path does not. As for a new connection, what the newest check found not ready is refused without `connectAnyway`.',
  request: { params: idParam, body: jsonBodyOf(connectionChangeSchema) },
  responses: {
    200: json(savedConnectionSchema, 'The connection as it is now.'),
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
    const { row, known } = await services.changes.make(actor.name, async (change) => {
      const before = await needConnection(change.db, id);
      const url = newUrl ?? new URL(before.url);
      const place = await placeOf(change, actor, before, wanted);
      return changed(services, change, actor, before, { ...wanted, place }, url);
    });
    if (known !== null) await learnFromReport(services, id, known.report);
    const connection = await readConnection(services, id, actor);
    return c.json({ ...connection, warnings: connectionWarnings(row, known) }, 200);
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
/** What a check sees of a connection. */
const checkedFields: ReadonlySet<string> = new Set([
  'url',
  'modelId',
  'authMethod',
  'credential',
  'tlsCa',
  'tlsCertificate',
  'tlsKey',
  'streaming',
]);

/** What a socket was made with: none outlives a change of it. */
const poolFields = ['url', 'authMethod', 'credential', 'tlsCa', 'tlsCertificate', 'tlsKey'];

async function changed(
  services: Services,
  change: Change,
  actor: Actor,
  before: ConnectionRow,
  wanted: ConnectionChange & { readonly place: Place },
  url: URL,
): Promise<{ row: ConnectionRow; known: DraftReport | null }> {
  if (wanted.name !== undefined) await needFreeName(change.db, wanted.name, before.id);
  const credential = credentialFor(before, url, wanted.auth);
  const tls = tlsFor(before, url, wanted.tls, change.now);
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
    credential: sealed(services, credential, before.credential, () =>
      connectionBinding(before.id, url, authMethod),
    ),
    tlsCa: tls.tlsCa,
    tlsCertificate: tls.tlsCertificate,
    tlsKey: sealed(services, tls.key, before.tlsKey, () => clientKeyBinding(before.id, url)),
    streaming: wanted.streaming === undefined ? before.streaming : wanted.streaming ? 1 : 0,
    inFlightMax: wanted.inFlightMax === undefined ? before.inFlightMax : wanted.inFlightMax,
    repairs: wanted.repairs ? storedRepairSwitches(before.repairs, wanted.repairs) : before.repairs,
    // What was found of one model says nothing of another.
    capabilities: isSameModel ? before.capabilities : null,
  };
  const fields = changedFields(before, edited).filter((field) => !follows.has(field));
  if (fields.length === 0) return { row: before, known: null };
  const isChecked = fields.some((field) => checkedFields.has(field));
  const known = isChecked ? knownReport(services, before, url, wanted, change.now) : null;
  if (isChecked) needReadyDraft(actor, known, wanted.connectAnyway);
  const newPool = poolFields.some((field) => fields.includes(field));
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
      ...(fields.some((field) => field.startsWith('tls')) ? tlsDetails(tls) : {}),
    },
    projectId: wanted.place.projectId,
  });
  const row = { ...before, ...after };
  if (isChecked) await auditConnectAnyway(change, row, known, wanted.connectAnyway);
  if (known !== null) await keepCheck(change, row, known.report, 'full', known.at);
  change.touched.connections.add(before.id);
  return { row, known };
}

/** The newest report of what the change leaves; of one whose credential can't be opened none is known. */
function knownReport(
  { draftReports, keyring }: Services,
  before: ConnectionRow,
  url: URL,
  wanted: ConnectionChange,
  now: number,
): DraftReport | null {
  try {
    return draftReports.newest(changeToCheck(before, url, wanted, keyring, now));
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'credential_unreadable') return null;
    throw error;
  }
}

function sealed(
  services: Services,
  credential: CredentialFor,
  before: string | null,
  binding: () => CredentialBinding,
): string | null {
  switch (credential.kind) {
    case 'none':
      return null;
    case 'kept':
      return before;
    case 'fresh':
      return services.keyring.seal(credential.credential, binding());
  }
}
