import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

export interface StoreFilling {
  readonly agents: number;
  readonly connections: number;
  /** The agent and the connection that all others are like. */
  readonly agentId: string;
  readonly connectionId: string;
}

/** Puts agents and connections like a known one into a store, each agent on one of the models. No program may be using it. */
export function fillStore(
  file: string,
  { agents, connections, agentId, connectionId }: StoreFilling,
): void {
  const database = new DatabaseSync(file);
  database.exec('pragma synchronous = off; begin');
  const copy = (table: string, where: string, id: string) => {
    const row = database.prepare(`select * from ${table} where ${where} = ?`).get(id);
    if (row === undefined) throw new Error(`Nothing in ${table} is called ${id}.`);
    const columns = Object.keys(row);
    const insert = database.prepare(
      `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`,
    );
    return (change: Record<string, SQLInputValue>) =>
      insert.run(...Object.values({ ...row, ...change }));
  };
  const addConnection = copy('connections', 'id', connectionId);
  for (let index = 0; index < connections; index += 1) {
    const name = `Endpoint ${index}`;
    addConnection({ id: `con_bench${index}`, name, name_key: name.toLowerCase() });
  }
  const addAgent = copy('agents', 'id', agentId);
  const addSetting = copy('model_settings', 'agent_id', agentId);
  for (let index = 0; index < agents; index += 1) {
    const id = `agt_bench${index}`;
    // Most agents share few models, as where there are many.
    const spread = index % 4 === 0 ? index % connections : index % 12;
    const model = `byom/con_bench${spread}`;
    const words = ['Reservations', 'Front desk', 'Billing', 'Support'][index % 4] ?? '';
    addAgent({ id, slug: `agent-${index}`, name: `${words} ${index}`, model, revision: 1 });
    const setting = { model, parameters: {}, fallbacks: [], deadlines: {} };
    addSetting({ agent_id: id, revision: 1, setting: JSON.stringify(setting) });
    database
      .prepare('insert into agent_connections (agent_id, connection_id) values (?, ?)')
      .run(id, `con_bench${spread}`);
  }
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}
