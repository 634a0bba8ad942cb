import { needAgent } from '../../domain/agents/need-agent.ts';
import { toCapture } from '../../domain/turns/to-capture.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { captureSchema } from '../../schemas/capture.ts';
import type { Services } from '../../services.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/capture',
  needs: 'viewer',
  tags: ['Agents'],
  summary: 'Whether what an agent’s turns say is kept',
  request: { params: idParam },
  responses: { 200: json(captureSchema, 'How it stands.'), ...problems(401, 403, 404) },
});

export function getCapture(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await needAgent(services.db, id);
    return c.json(toCapture(await agentCaptureTable.byAgent(services.db, id)), 200);
  });
}
