import type { Rehearsal, Rehearsed } from '@jackfield/gateway-config';
import type { CaseContent } from '../src/schemas/test-set.ts';
import { makeAgent } from './make-agent.ts';
import type { TestControlPlane } from './start-control-plane.ts';
import { turnOf } from './turn-of.ts';

export const lively = 'openai/lively';

/** What the gateway would give for an answer, by what it was asked. */
export function answeredBy(
  say: (rehearsal: Rehearsal) => string,
): (rehearsal: Rehearsal) => Promise<Rehearsed> {
  return async (rehearsal) => {
    const { agent, model } = rehearsal;
    const attempt = turnOf(agent.id).attempts[0];
    const record = turnOf(agent.id, {
      model,
      attempts: attempt === undefined ? [] : [{ ...attempt, model }],
    });
    return { kind: 'answered', text: say(rehearsal), toolCalls: [], record };
  };
}

/** What the caller said last. */
export function askedIn({ request }: Rehearsal): string {
  // Holds: the cases of these tests are made of text.
  const messages = request['messages'] as { content: string }[];
  return messages.at(-1)?.content ?? '';
}

export interface BakeOffAgent {
  readonly path: string;
  readonly testSetId: string;
}

/** An agent that uses `openai/lively`, with a test set of these cases. */
export async function bakeOffAgent(
  plane: TestControlPlane,
  cases: readonly CaseContent[],
): Promise<BakeOffAgent> {
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: 'sk-no-real-key' } });
  const path = `/agents/${await makeAgent(plane, lively)}`;
  const { body } = await plane.call(`POST ${path}/test-sets`, { body: { name: 'Calls' } });
  const testSetId: string = body.id;
  if (cases.length > 0) {
    await plane.call(`POST ${path}/test-sets/${testSetId}/cases`, { body: { cases } });
  }
  return { path, testSetId };
}
