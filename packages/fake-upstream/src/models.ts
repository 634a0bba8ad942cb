import type { VendorId } from './vendor.ts';

/** What each vendor lists. Any other model answers too, but those that begin with `no-such-`. */
export const models: Record<VendorId, readonly string[]> = {
  openai: ['gpt-4o', 'gpt-4o-mini', 'gpt-4', 'gpt-3.5-turbo', 'gpt-3.5-turbo-0125', 'gpt-6-luna'],
  polyllm: ['polyllm'],
  mistral: ['mistral-small-latest', 'mistral-medium-2508', 'mistral-large-latest'],
  gemini: ['gemini-2.5-flash', 'gemini-3.5-flash-lite', 'gemini-3.8-flash'],
  bedrock: [
    'anthropic.claude-3-5-haiku-20241022-v1:0',
    'anthropic.claude-haiku-4-5-20251001-v1:0',
    'amazon.nova-micro-v1:0',
  ],
  anthropic: ['claude-haiku-5-5', 'claude-haiku-4-5-20251001', 'claude-sonnet-5-5'],
};
