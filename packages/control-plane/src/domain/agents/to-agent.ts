import type { Agent, AgentKey } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import type { AgentKeyRow, AgentRow } from '../../store/tables.ts';
import type { LastUses } from '../access/last-uses.ts';

/** With what gateways of this process are told of it. */
export function toAgent(row: AgentRow, { publisher, options }: Services): Agent {
  const stopped = publisher.stoppedUntil(row.id);
  return {
    id: row.id,
    projectId: row.projectId,
    slug: row.slug,
    name: row.name,
    instructions: row.instructions,
    model: row.model,
    revision: row.revision,
    stoppedUntil:
      stopped === null || stopped <= options.clock() ? null : new Date(stopped).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

/** What may be shown of a key after its making: never the key or its hash. */
export function toAgentKey(row: AgentKeyRow, lastUses: LastUses): AgentKey {
  const lastUsedAt = lastUses.last('key', row.id, row.lastUsedAt);
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
    requestsPerMinute: row.requestsPerMinute,
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}
