import type { GeminiRequest } from './gemini-types.ts';

/** OpenAI's tiers in Gemini's words; `auto`, `default` and those it lacks are its standard. */
export function toServiceTier(tier: unknown): Pick<GeminiRequest, 'serviceTier'> {
  switch (tier) {
    case 'flex':
      return { serviceTier: 'flex' };
    case 'priority':
    case 'fast':
      return { serviceTier: 'priority' };
    default:
      return {};
  }
}
