import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import type { FieldTable } from '../request-fields.ts';
import { systemPrompt } from '../system-prompt.ts';
import { treatFields } from '../treat-fields.ts';
import type { GeminiRequest } from './gemini-types.ts';
import { generateContentUrl } from './generate-content-url.ts';
import { toGenerationConfig } from './to-generation-config.ts';
import { toMessages } from './to-messages.ts';
import { toServiceTier } from './to-service-tier.ts';
import { toTools } from './to-tools.ts';

/** One `GenerateContentRequest` of the Gemini API, with the fields that are asked for and no others. */
export function toRequest(call: ProviderCall, fields: FieldTable): UpstreamRequest {
  const { kept, dropped } = treatFields(call.request, fields);
  const { system, rest } = systemPrompt(kept.messages);
  const body: GeminiRequest = {
    ...(system === '' ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    contents: toMessages(rest, call.upstreamModel),
    ...toTools(kept),
    ...toServiceTier(kept['service_tier']),
  };
  const config = toGenerationConfig(kept, call.upstreamModel);
  if (Object.keys(config).length > 0) body.generationConfig = config;
  return {
    url: generateContentUrl(call.baseUrl, call.upstreamModel, call.streaming),
    headers: {
      'content-type': 'application/json',
      accept: call.streaming ? 'text/event-stream, application/json' : 'application/json',
    },
    body: JSON.stringify(body),
    dropped,
  };
}
