import { endpointName } from '@jackfield/gateway-config';
import { draftToCheck } from '../../domain/connections/endpoint-to-check.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { answerCheck, checkAnswer } from '../../http/answer-check.ts';
import { bodyProblems, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { checkQuery } from '../../schemas/check-report.ts';
import { connectionDraftSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/connections/check',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Check an endpoint before it is connected',
  description:
    'Runs the checklist: sends real requests to the endpoint. Nothing is saved, but the report is remembered for an hour: a save of exactly this draft is refused while its newest report says that it is not ready.',
  request: { query: checkQuery, body: jsonBodyOf(connectionDraftSchema) },
  responses: { 200: checkAnswer, ...problems(401, 403, 429, ...bodyProblems) },
});

export function checkDraft(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { url: urlText, ...draft } = c.req.valid('json');
    const url = endpointUrl(urlText, 'url');
    await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    const target = draftToCheck(url, draft, services.options.clock());
    return answerCheck(c, services, {
      target,
      limitMs: c.req.valid('query').limitMs,
      async ended(report, whole) {
        if (whole) services.draftReports.remember(target, report);
        await services.changes.make(c.get('actor').name, (change) =>
          change.audit({
            action: 'connection.draft_checked',
            target: { kind: 'endpoint', id: endpointName(url), name: null },
            details: { host: url.host, modelId: target.modelId, ready: report.ready, whole },
          }),
        );
      },
    });
  });
}
