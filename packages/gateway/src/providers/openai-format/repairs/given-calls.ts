import type { ToolCallDelta } from '@jackfield/chat-completions';
import { isRecord } from '../../is-record.ts';

/** A message's or a delta's part about calls: anything, since an upstream wrote it. */
export interface SaysCalls {
  readonly tool_calls?: unknown;
  readonly function_call?: unknown;
}

/**
 * The calls that a message or delta holds: the very list where it is one, a list of them where they
 * are an object (#37) or, if `takesOlder`, OpenAI's older `function_call` (#41); `null` without any.
 */
export function givenCalls(said: SaysCalls, takesOlder: boolean): ToolCallDelta[] | null {
  const { tool_calls: given, function_call: older } = said;
  if (Array.isArray(given) && given.length > 0) {
    return given.every(isRecord) ? asCalls(given) : asCalls(given.filter(isRecord));
  }
  if (isRecord(given)) {
    return asCalls(isRecord(given['function']) ? [given] : Object.values(given).filter(isRecord));
  }
  return isRecord(older) && takesOlder ? asCalls([{ function: older }]) : null;
}

function asCalls(given: Record<string, unknown>[]): ToolCallDelta[] {
  // Holds as far as `open-calls.ts` needs it: it takes each field for one of any type.
  return given as unknown as ToolCallDelta[];
}
