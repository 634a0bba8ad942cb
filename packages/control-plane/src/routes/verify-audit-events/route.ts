import { verifyAuditChain } from '../../audit/verify-audit-chain.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { auditVerdictSchema } from '../../schemas/audit-verdict.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/audit-events/verify',
  needs: 'admin',
  tags: ['Records'],
  summary: 'Whether every audit event is as it was written',
  description:
    'Walks the chain of hashes from the first event to the last, and compares its end with the one that was written down with it.',
  responses: { 200: json(auditVerdictSchema, 'The verdict.'), ...problems(401, 403) },
});

export function verifyAuditEvents(app: App, services: Services): void {
  app.openapi(route, async (c) => c.json(await verifyAuditChain(services.db), 200));
}
