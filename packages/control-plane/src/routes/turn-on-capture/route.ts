import { needAgent } from '../../domain/agents/need-agent.ts';
import { toCapture } from '../../domain/turns/to-capture.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { captureChangeSchema, captureSchema } from '../../schemas/capture.ts';
import type { Services } from '../../services.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';

const route = createRoute({
  method: 'put',
  path: '/agents/{id}/capture',
  needs: 'admin',
  tags: ['Agents'],
  summary: 'Keep what an agent’s turns say, from now on',
  description:
    'The request’s messages and the answer, without credentials, e-mail addresses, phone and card numbers, at most 64 kB a turn. Names and other personal data stay in. Other days count for what is kept already too.',
  request: { params: idParam, body: jsonBodyOf(captureChangeSchema) },
  responses: {
    200: json(captureSchema, 'It is on; turns that begin now are captured.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function turnOnCapture(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { retentionDays } = c.req.valid('json');
    const capture = await services.changes.make(c.get('actor').name, async (change) => {
      const { name, projectId } = await needAgent(change.db, id);
      const before = await agentCaptureTable.byAgent(change.db, id);
      const after = { agentId: id, capturing: 1, retentionDays, keptFrom: before?.keptFrom ?? '' };
      const wasOn = before?.capturing === 1;
      if (wasOn && before.retentionDays === retentionDays) return before;
      await agentCaptureTable.save(change.db, after);
      await change.audit({
        action: wasOn ? 'capture.changed' : 'capture.turned_on',
        target: { kind: 'agent', id, name },
        details: { retentionDays },
        projectId,
      });
      change.touched.agents.add(id);
      return after;
    });
    return c.json(toCapture(capture), 200);
  });
}
