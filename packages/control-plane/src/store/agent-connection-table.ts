import type { Database } from './tables.ts';

export interface ConnectionUse {
  readonly connectionId: string;
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
}

/** Which agents' current settings name which connections. */
export const agentConnectionTable = {
  /** Replaces what was said of the agent. */
  async set(db: Database, agentId: string, connectionIds: readonly string[]): Promise<void> {
    await db.deleteFrom('agentConnections').where('agentId', '=', agentId).execute();
    for (const connectionId of connectionIds) {
      await db.insertInto('agentConnections').values({ agentId, connectionId }).execute();
    }
  },

  /** The agents that use one connection, or, without an id, any. */
  async uses(db: Database, connectionId: string | null = null): Promise<ConnectionUse[]> {
    let query = db
      .selectFrom('agentConnections')
      .innerJoin('agents', 'agents.id', 'agentConnections.agentId')
      .select(['agentConnections.connectionId', 'agents.id', 'agents.name', 'agents.projectId']);
    if (connectionId !== null) {
      query = query.where('agentConnections.connectionId', '=', connectionId);
    }
    return query.orderBy('agents.name').orderBy('agents.id').execute();
  },
};
