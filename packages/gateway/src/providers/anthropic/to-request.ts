import { alternatingTurns } from '../alternating-turns.ts';
import { answerSchema } from '../answer-schema.ts';
import { jsonInWords } from '../json-in-words.ts';
import { offeredTools, type OfferedTools } from '../offered-tools.ts';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import type { FieldTable } from '../request-fields.ts';
import { stopSequences } from '../stop-sequences.ts';
import { temperatureUpToOne } from '../temperature-up-to-one.ts';
import { treatFields } from '../treat-fields.ts';
import { apiUrl } from './api-url.ts';
import { toMessages } from './to-messages.ts';

/** The API wants a limit; every model it still has takes this one. */
const maxTokensUnasked = 8_192;

/** The last version that takes a temperature; why not the newest: decision 0059. */
export const version = '2023-06-01';

/** The caller's request as the Messages API takes it. */
export function toRequest(call: ProviderCall, fields: FieldTable): UpstreamRequest {
  const { kept, dropped } = treatFields(call.request, fields);
  const { system, turns, calledNames } = alternatingTurns(kept.messages, call.goesOn);
  const { temperature, top_p: topP, reasoning_effort: asked } = kept;
  const effort = asked === 'none' ? undefined : asked === 'minimal' ? 'low' : asked;
  const stop = stopSequences(kept);
  const schema = answerSchema(kept)?.schema;
  const format = schema && { type: 'json_schema', schema };
  const body = {
    model: call.upstreamModel,
    max_tokens: kept.max_completion_tokens ?? kept.max_tokens ?? maxTokensUnasked,
    system: [system, jsonInWords(kept)].filter(Boolean).join('\n\n') || undefined,
    messages: toMessages(turns),
    stream: call.streaming || undefined,
    temperature: temperature == null ? undefined : temperatureUpToOne(temperature),
    top_p: topP ?? undefined,
    stop_sequences: stop.kept.length > 0 ? stop.kept : undefined,
    ...toTools(offeredTools(kept, calledNames), kept.parallel_tool_calls === false),
    thinking: asked === 'none' ? { type: 'disabled' } : undefined,
    output_config: effort || format ? { effort, format } : undefined,
  };
  return {
    url: apiUrl(call.baseUrl, 'messages'),
    headers: { 'content-type': 'application/json', 'anthropic-version': version },
    body: JSON.stringify(body),
    dropped: [...dropped, ...stop.dropped],
  };
}

function toTools({ tools, choice }: OfferedTools, onlyOne: boolean): object {
  if (tools.length === 0) return {};
  const named = typeof choice === 'object' && choice !== null;
  const type = named ? 'tool' : choice === 'required' ? 'any' : (choice ?? 'auto');
  const one = onlyOne && choice !== 'none' ? { disable_parallel_tool_use: true } : {};
  return {
    tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })),
    tool_choice: { type, ...(named ? choice : {}), ...one },
  };
}
