import { modelFamily } from './model-family.ts';

/**
 * How much to think, by `reasoning_effort`, for models that think; `null` where nothing was asked.
 * The tokens for 2.5 are Google's own for its OpenAI-compatible endpoint
 * (https://ai.google.dev/gemini-api/docs/openai, "Thinking"); from Gemini 3 on there are levels, of
 * which the Pro models lack `minimal`.
 */
export function toThinkingConfig(
  effort: string | null | undefined,
  model: string,
): { thinkingBudget: number } | { thinkingLevel: string } | null {
  if (!effort) return null;
  const { thinking, alwaysThinks } = modelFamily(model);
  switch (thinking) {
    case 'none':
      return null;
    case 'budget':
      return { thinkingBudget: budgetOf(effort, alwaysThinks) };
    case 'level':
      return { thinkingLevel: levelOf(effort, alwaysThinks) };
  }
}

function budgetOf(effort: string, alwaysThinks: boolean): number {
  switch (effort) {
    case 'none':
      // 128 is the least that 2.5 Pro takes.
      return alwaysThinks ? 128 : 0;
    case 'minimal':
    case 'low':
      return 1_024;
    case 'medium':
      return 8_192;
    default:
      return 24_576;
  }
}

function levelOf(effort: string, alwaysThinks: boolean): string {
  switch (effort) {
    case 'none':
    case 'minimal':
      return alwaysThinks ? 'LOW' : 'MINIMAL';
    case 'low':
      return 'LOW';
    case 'medium':
      return 'MEDIUM';
    default:
      return 'HIGH';
  }
}
