import { isRecord } from '../../is-record.ts';

/** Whether a message or a delta holds a tool call: `"none"`, `{}` and `[null]` are none. */
export function hasCalls(said: { readonly tool_calls?: unknown } | null | undefined): boolean {
  const calls = said?.tool_calls;
  return Array.isArray(calls) && calls.some(isRecord);
}
