import type { Connection } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';
import type { Actor } from '../access/actor.ts';
import { needConnection } from './need-connection.ts';
import { seenUses, toConnection } from './to-connection.ts';

/** One connection as the API says it now. @throws ProblemError 404 */
export async function readConnection(
  services: Services,
  id: string,
  actor: Actor,
): Promise<Connection> {
  const { db, repairTally } = services;
  const row = await needConnection(db, id);
  const uses = await agentConnectionTable.uses(db, id);
  const checks = await connectionCheckTable.summaries(db, id);
  return toConnection(row, seenUses(uses, actor), checks, repairTally);
}
