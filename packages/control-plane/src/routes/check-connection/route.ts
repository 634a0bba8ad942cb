import { changeToCheck, savedToCheck } from '../../domain/connections/endpoint-to-check.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { keepCheck } from '../../domain/connections/keep-check.ts';
import { learnFromReport } from '../../domain/connections/learn-from-report.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { answerCheck, checkAnswer } from '../../http/answer-check.ts';
import { bodyProblems, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { EndpointToCheck } from '../../options.ts';
import { checkQuery, type CheckReport } from '../../schemas/check-report.ts';
import {
  connectionChangeDraftSchema,
  type ConnectionChangeDraft,
} from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { connectionTable } from '../../store/connection-table.ts';
import type { ConnectionRow } from '../../store/tables.ts';

const route = createRoute({
  method: 'post',
  path: '/connections/{id}/check',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Check a connection as it is saved, or as a change would leave it',
  description:
    'Runs the checklist: sends real requests to its endpoint, with its credential. Without a body the report is kept with the connection. With one nothing is saved, and the report counts for a PATCH of the same fields; the sealed credential is used only where such a PATCH would keep it.',
  request: {
    params: idParam,
    query: checkQuery,
    body: { content: { 'application/json': { schema: connectionChangeDraftSchema } } },
  },
  responses: { 200: checkAnswer, ...problems(401, 403, 404, 409, 429, ...bodyProblems) },
});

export function checkConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const row = await needConnection(services.db, c.req.valid('param').id);
    const wanted = c.req.valid('json');
    const url = wanted.url === undefined ? new URL(row.url) : endpointUrl(wanted.url, 'url');
    await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    const { keyring } = services;
    const isChange = Object.keys(wanted).length > 0;
    const target = isChange
      ? changeToCheck(row, url, wanted, keyring, services.options.clock())
      : savedToCheck(row, keyring);
    return answerCheck(c, services, {
      target,
      limitMs: c.req.valid('query').limitMs,
      ended: (report, whole) =>
        ended(services, c.get('actor').name, { row, wanted, target, report, whole }),
    });
  });
}

interface Ended {
  readonly row: ConnectionRow;
  readonly wanted: ConnectionChangeDraft;
  readonly target: EndpointToCheck;
  readonly report: CheckReport;
  readonly whole: boolean;
}

async function ended(
  services: Services,
  actor: string,
  { row, wanted, target, report, whole }: Ended,
): Promise<void> {
  const fields = Object.keys(wanted);
  let kept = false;
  if (whole && fields.length > 0) services.draftReports.remember(target, report);
  await services.changes.make(actor, async (change) => {
    // It may have been deleted in the meantime.
    const isThere = (await connectionTable.byId(change.db, row.id)) !== undefined;
    kept = whole && isThere && fields.length === 0;
    if (kept) await keepCheck(change, row, report, 'full', change.now);
    await change.audit({
      action: fields.length === 0 ? 'connection.checked' : 'connection.draft_checked',
      target: { kind: 'connection', id: row.id, name: row.name },
      details: {
        host: new URL(target.url).host,
        modelId: target.modelId,
        ready: report.ready,
        whole,
        ...(fields.length === 0 ? {} : { fields }),
      },
      projectId: row.projectId,
    });
  });
  if (kept) await learnFromReport(services, row.id, report);
}
