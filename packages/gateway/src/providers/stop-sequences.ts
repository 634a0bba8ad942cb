import type { ChatCompletionRequest } from '@jackfield/chat-completions';

export interface StopSequences {
  readonly kept: string[];
  /** `stop`, where a sequence was left out. */
  readonly dropped: string[];
}

/**
 * The stop sequences as a list, without those of white space alone, which Claude refuses
 * ("each stop sequence must contain non-whitespace", BerriAI/litellm#3286).
 */
export function stopSequences({ stop }: ChatCompletionRequest): StopSequences {
  const all = [stop ?? []].flat();
  const kept = all.filter((sequence) => sequence.trim() !== '');
  return { kept, dropped: kept.length < all.length ? ['stop'] : [] };
}
