import { isRecord } from '../../is-record.ts';
import { givenCalls } from './given-calls.ts';

/** Whether a message or a delta says a part of the answer, in words or by a call of any form. */
export function speaks(said: unknown): boolean {
  if (!isRecord(said)) return false;
  const { content, refusal } = said;
  const hasContent = (typeof content === 'string' || Array.isArray(content)) && content.length > 0;
  return hasContent || Boolean(refusal) || (givenCalls(said, true)?.length ?? 0) > 0;
}
