import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { agentKeyHash } from '@jackfield/gateway-config';

/**
 * Puts copies of one agent, its setting and its key into the data folder of a program that is stopped,
 * until there are `count` of them. Gives the key of the last one.
 */
export function makeManyAgents(dataDir: string, agentId: string, count: number): string {
  const database = new DatabaseSync(join(dataDir, 'jackfield.db'));
  const copies = (table: string, where: string): ((changes: object) => void) => {
    const row = database.prepare(`SELECT * FROM ${table} WHERE ${where} = ?`).get(agentId) ?? {};
    const names = Object.keys(row);
    const insert = database.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    return (changes) => void insert.run(...Object.values({ ...row, ...changes }));
  };
  const agent = copies('agents', 'id');
  const setting = copies('model_settings', 'agent_id');
  const key = copies('agent_keys', 'agent_id');
  let last = '';
  database.exec('BEGIN');
  for (let index = 1; index < count; index += 1) {
    const id = `agt_bench${index}`;
    last = `jf_agent_bench${index}`;
    agent({ id, slug: `bench-${index}`, name: `Bench ${index}` });
    setting({ agent_id: id });
    key({ id: `key_bench${index}`, agent_id: id, hash: agentKeyHash(last) });
  }
  database.exec('COMMIT');
  database.close();
  return last;
}
