import { agentTable } from '../../store/agent-table.ts';
import type { AgentRow, Database } from '../../store/tables.ts';
import { notFound } from '../not-found.ts';

/** @throws ProblemError 404 */
export async function needAgent(db: Database, id: string): Promise<AgentRow> {
  const agent = await agentTable.byId(db, id);
  if (agent === undefined) throw notFound('agent', id, '/agents');
  return agent;
}
