import type { Usage } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';

/**
 * Converse's token counts as OpenAI's; `null` without any. What was read from and written to the
 * cache isn't among `inputTokens`, whereas OpenAI's `prompt_tokens` hold all.
 * Source: `TokenUsage` of `@aws-sdk/client-bedrock-runtime` 3.1164.0; vercel/ai
 * `convert-amazon-bedrock-usage.ts` (read 2026-11-23).
 */
export function fromUsage(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const cached = count(usage['cacheReadInputTokens']);
  const written = count(usage['cacheWriteInputTokens']);
  const prompt = count(usage['inputTokens']) + cached + written;
  const completion = count(usage['outputTokens']);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
  };
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
