import { Secret } from '@jackfield/gateway-config';
import { connectionBinding } from '../../domain/connections/connection-credential.ts';
import { clientKeyBinding, noTls } from '../../domain/connections/connection-tls.ts';
import { needFreeName } from '../../domain/connections/connection-name.ts';
import { storedRepairSwitches } from '../../domain/connections/connection-repairs.ts';
import { draftToCheck } from '../../domain/connections/endpoint-to-check.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { needSharer } from '../../domain/connections/need-sharer.ts';
import { keepCheck } from '../../domain/connections/keep-check.ts';
import { learnFromReport } from '../../domain/connections/learn-from-report.ts';
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
import { bodyProblems, json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { newConnectionSchema, savedConnectionSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { newId } from '../../store/new-id.ts';

const route = createRoute({
  method: 'post',
  path: '/connections',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Connect an endpoint of your own',
  description:
    "The URL may end in `/chat/completions` or stop before it. The credential is sealed and never answered. A private address has to be allowed first: see `/allowed-endpoints`. It need not be checked first; but where the newest check of exactly this draft, within the last hour, found it not ready, it is refused (`check_failed`) unless an admin gives a reason in `connectAnyway`. That check becomes the connection's first.",
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: newConnectionSchema,
          example: {
            name: 'Our fine-tune',
            url: 'https://models.example.com/v1',
            modelId: 'support-7b',
            auth: { method: 'bearer', credential: 'your-token' },
            streaming: true,
          },
        },
      },
    },
  },
  responses: {
    201: json(savedConnectionSchema, 'The connection; `model` is its id in the catalogue.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function createConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const {
      name,
      url: urlText,
      modelId,
      auth,
      tls,
      streaming,
      repairs,
      inFlightMax,
      connectAnyway,
      projectId: wantedProject,
      shared = false,
    } = c.req.valid('json');
    const actor = c.get('actor');
    const url = endpointUrl(urlText, 'url');
    await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    const now = services.options.clock();
    const wantedTls = tlsFor({ ...noTls, url: url.href }, url, tls, now);
    const draft = draftToCheck(url, { modelId, auth, tls, streaming }, now);
    const known = services.draftReports.newest(draft);
    needReadyDraft(actor, known, connectAnyway);
    const row = await services.changes.make(actor.name, async (change) => {
      const projectId = await projectFor(change.db, actor, wantedProject);
      if (shared) needSharer(actor);
      await needFreeName(change.db, name, null);
      const id = newId('con');
      const credential =
        auth.method === 'none'
          ? null
          : services.keyring.seal(
              new Secret(auth.credential),
              connectionBinding(id, url, auth.method),
            );
      const made = {
        id,
        projectId,
        shared: shared ? 1 : 0,
        name,
        nameKey: nameKey(name),
        url: url.href,
        modelId,
        authMethod: auth.method,
        credential,
        tlsCa: wantedTls.tlsCa,
        tlsCertificate: wantedTls.tlsCertificate,
        tlsKey:
          wantedTls.key.kind === 'fresh'
            ? services.keyring.seal(wantedTls.key.credential, clientKeyBinding(id, url))
            : null,
        credentialVersion: 1,
        streaming: streaming ? 1 : 0,
        inFlightMax: inFlightMax ?? null,
        repairs: storedRepairSwitches(null, repairs ?? {}),
        capabilities: null,
        createdAt: change.now,
        updatedAt: change.now,
      };
      await connectionTable.insert(change.db, made);
      await change.audit({
        action: 'connection.created',
        target: { kind: 'connection', id, name },
        details: {
          host: url.host,
          modelId,
          authMethod: auth.method,
          streaming,
          ...(repairs ? { repairs } : {}),
          ...(shared ? { shared } : {}),
          ...tlsDetails(wantedTls),
        },
        projectId,
      });
      await auditConnectAnyway(change, made, known, connectAnyway);
      if (known !== null) await keepCheck(change, made, known.report, 'full', known.at);
      change.touched.connections.add(id);
      return made;
    });
    if (known !== null) await learnFromReport(services, row.id, known.report);
    const connection = await readConnection(services, row.id, actor);
    return c.json({ ...connection, warnings: connectionWarnings(row, known) }, 201);
  });
}
