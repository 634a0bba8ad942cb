import { agentKeyHash, newAgentKey } from '@jackfield/gateway-config';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { toAgentKey } from '../../domain/agents/to-agent.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { createdAgentKeySchema, newAgentKeySchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentKeyTable } from '../../store/agent-key-table.ts';
import { newId } from '../../store/new-id.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/keys',
  needs: 'editor',
  tags: ['Agent keys'],
  summary: 'Make a key for an agent',
  description: 'The answer is the only one that ever holds the key: only its hash is kept.',
  request: {
    params: idParam,
    body: { required: false, content: { 'application/json': { schema: newAgentKeySchema } } },
  },
  responses: {
    201: json(createdAgentKeySchema, 'The key. Keep it now; it is never shown again.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function createAgentKey(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { name, expiresAt, requestsPerMinute } = c.req.valid('json');
    const endsAt = expiresAt == null ? null : needFuture(expiresAt, services.options.clock());
    const key = newAgentKey();
    const row = await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const made = {
        id: newId('key'),
        agentId: id,
        hash: agentKeyHash(key),
        name: name ?? '',
        hint: key.slice(-4),
        createdAt: change.now,
        expiresAt: endsAt,
        requestsPerMinute: requestsPerMinute ?? null,
        lastUsedAt: null,
      };
      await agentKeyTable.insert(change.db, made);
      await change.audit({
        action: 'agent_key.created',
        target: { kind: 'agent_key', id: made.id, name: made.name },
        details: {
          agentId: id,
          agent: agent.name,
          hint: made.hint,
          expiresAt: expiresAt ?? null,
          requestsPerMinute: made.requestsPerMinute,
        },
        projectId: agent.projectId,
      });
      change.touched.agents.add(id);
      return made;
    });
    return c.json({ ...toAgentKey(row, services.lastUses), key }, 201);
  });
}

function needFuture(text: string, now: number): number {
  const at = Date.parse(text);
  if (at > now) return at;
  throw refuseField('expiresAt', 'expiry_past', 'Choose a time that is still to come.');
}
