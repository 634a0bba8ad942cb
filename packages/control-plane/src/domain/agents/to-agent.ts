import type { Agent, AgentKey } from '../../schemas/agent.ts';
import type { AgentKeyRow, AgentRow } from '../../store/tables.ts';

export function toAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    instructions: row.instructions,
    model: row.model,
    revision: row.revision,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

/** What may be shown of a key after its making: never the key or its hash. */
export function toAgentKey(row: AgentKeyRow): AgentKey {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
