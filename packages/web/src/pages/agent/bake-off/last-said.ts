import type { CaseContent } from '@jackfield/control-plane/rest-types';

/** What the caller said last, in words; what isn't text as JSON. */
export function lastSaid(messages: CaseContent['messages']): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const said = last?.['content'];
  return typeof said === 'string' ? said : JSON.stringify(said ?? null);
}
