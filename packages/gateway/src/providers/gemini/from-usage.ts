import type { Usage } from '@jackfield/chat-completions';
import type { GeminiUsage } from './gemini-types.ts';

/**
 * Tokens as OpenAI counts them: thinking is part of the completion (recorded: 29 + 15 + 45 = 89 in
 * all), what tools brought in is part of the prompt.
 */
export function fromUsage(usage: GeminiUsage): Usage {
  const prompt = (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0);
  const completion = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: usage.totalTokenCount ?? prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cachedContentTokenCount ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.thoughtsTokenCount ?? 0 },
  };
}
