import type { Agent } from '@jackfield/control-plane/rest-types';
import type { RestClient } from '../rest/rest-client.ts';
import { RestProblem } from '../rest/rest-problem.ts';

/** The agent with this slug or id. */
export async function findAgent(client: RestClient, slugOrId: string): Promise<Agent> {
  const agents = await client.list<Agent>('/agents');
  const found = agents.find(({ id, slug }) => id === slugOrId || slug === slugOrId);
  if (found) return found;
  throw new RestProblem(
    'There is no agent of that slug or id. See them with: jackfield agents list',
    'agent_not_found',
  );
}
