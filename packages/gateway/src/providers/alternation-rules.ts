import type { SentRequest } from './provider-contract-requests.ts';

/**
 * What is wrong with a conversation for vendors that want user and assistant to alternate; nothing
 * for a good one. Reads what an upstream understands, whatever its format: see `conversations.test.ts`.
 */
export function alternationRules({ turns }: SentRequest): string[] {
  const problems: string[] = [];
  const seen = new Set<string | null>();
  let role = 'assistant';
  let calls: (string | null)[] = [];
  for (const [index, turn] of turns.entries()) {
    const { toolCalls = [], toolResults = [], images = [] } = turn;
    const check = (holds: boolean, problem: string): void => {
      if (!holds) problems.push(`turns[${index}]: ${problem}`);
    };
    check(turn.role !== role, `must alternate: ${role}`);
    role = turn.role;
    check(turn.text === '' || turn.text.trim() !== '', 'blank text');
    check(turn.text !== '' || toolCalls.length + toolResults.length + images.length > 0, 'empty');
    const answered = toolResults.map(({ id }) => id);
    check(String(answered) === String(calls), `results ${String(answered)} for ${String(calls)}`);
    check(
      toolResults.every(({ text }) => text.trim() !== ''),
      'an empty result',
    );
    calls = toolCalls.map(({ id }) => id);
    for (const { id, name, arguments: input } of toolCalls) {
      check(/^[a-zA-Z0-9_-]{1,64}$/.test(String(id)), `id ${String(id)}`);
      check(/^[a-zA-Z0-9_-]{1,64}$/.test(name), `name ${name}`);
      check(typeof input === 'object' && input !== null, 'arguments are no object');
      check(!seen.has(id), `the id ${String(id)} twice`);
      seen.add(id);
    }
  }
  if (role !== 'user') problems.push('must end with a user message');
  return problems;
}
