import type { Usage } from '@jackfield/chat-completions';
import type { TokenCounts } from '@jackfield/gateway-config';

/** What a vendor said it counted; what it left out, or got wrong, is `null`. */
export function tokenCounts(usage: Usage | null): TokenCounts {
  return {
    promptTokens: tokens(usage?.prompt_tokens),
    cachedTokens: tokens(usage?.prompt_tokens_details?.cached_tokens),
    completionTokens: tokens(usage?.completion_tokens),
    reasoningTokens: tokens(usage?.completion_tokens_details?.reasoning_tokens),
  };
}

/** See `AttemptRecord.cacheWriteTokens`: named as OpenAI's format names it, other vendors' by their `from-usage.ts`. */
export function cacheWriteTokens(usage: Usage | null): number | null {
  return tokens(usage?.prompt_tokens_details?.['cache_write_tokens']);
}

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
