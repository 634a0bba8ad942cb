import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { alternatingTurns } from '../alternating-turns.ts';
import { answerSchema } from '../answer-schema.ts';
import { jsonInWords } from '../json-in-words.ts';
import { offeredTools, type OfferedTools } from '../offered-tools.ts';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import type { FieldTable } from '../request-fields.ts';
import { stopSequences } from '../stop-sequences.ts';
import { temperatureUpToOne } from '../temperature-up-to-one.ts';
import { treatFields } from '../treat-fields.ts';
import type { ConverseRequest, JsonSchemaFormat } from './converse-request.ts';
import { toMessages } from './to-messages.ts';
import { toToolConfig } from './to-tool-config.ts';

/** The caller's request as Converse takes it. */
export function toRequest(call: ProviderCall, fields: FieldTable): UpstreamRequest {
  const { kept, dropped } = treatFields(call.request, fields);
  const stop = stopSequences(kept);
  const { system, turns, calledNames } = alternatingTurns(kept.messages, call.goesOn);
  const tools = withoutNeedless(offeredTools(kept, calledNames), calledNames);
  const body: ConverseRequest = { messages: toMessages(turns) };
  const prompts = [system, jsonInWords(kept), noCallsInWords(tools)].filter(Boolean);
  if (prompts.length > 0) body.system = prompts.map((text) => ({ text }));
  const inferenceConfig = toInferenceConfig(kept, stop.kept);
  if (Object.keys(inferenceConfig).length > 0) body.inferenceConfig = inferenceConfig;
  const toolConfig = toToolConfig(tools);
  if (toolConfig) body.toolConfig = toolConfig;
  const textFormat = toTextFormat(kept);
  if (textFormat) body.outputConfig = { textFormat };
  const effort = toEffort(kept.reasoning_effort);
  if (effort) body.outputConfig = { ...body.outputConfig, effort };
  if (kept.reasoning_effort === 'none' && isClaude(call.upstreamModel)) {
    body.additionalModelRequestFields = { thinking: { type: 'disabled' } };
  }
  const { service_tier: tier } = kept;
  if (typeof tier === 'string' && tiers.has(tier)) body.serviceTier = { type: tier };
  return {
    url: converseUrl(call),
    headers: {
      'content-type': 'application/json',
      accept: call.streaming ? 'application/vnd.amazon.eventstream' : 'application/json',
    },
    body: JSON.stringify(body),
    dropped: [...dropped, ...stop.dropped],
  };
}

/** The model id is encoded whole: it may be an ARN. */
function converseUrl({ baseUrl, upstreamModel, streaming }: ProviderCall): URL {
  const url = new URL(baseUrl);
  const operation = streaming ? 'converse-stream' : 'converse';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/model/${encodeURIComponent(upstreamModel)}/${operation}`;
  url.hash = '';
  return url;
}

/** Tools that may not be called are left out, unless the conversation has calls of some. */
function withoutNeedless(tools: OfferedTools, calledNames: ReadonlySet<string>): OfferedTools {
  return tools.choice === 'none' && calledNames.size === 0 ? { ...tools, tools: [] } : tools;
}

/** Converse has no `tool_choice` of none for tools that must be defined all the same. */
function noCallsInWords({ tools, choice }: OfferedTools): string {
  if (tools.length === 0 || choice !== 'none') return '';
  return 'Answer in words now, without calling a tool.';
}

function toInferenceConfig(
  request: ChatCompletionRequest,
  stops: string[],
): NonNullable<ConverseRequest['inferenceConfig']> {
  const { temperature, top_p: topP } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  return {
    ...(maxTokens == null ? {} : { maxTokens }),
    ...(temperature == null ? {} : { temperature: temperatureUpToOne(temperature) }),
    ...(topP == null ? {} : { topP }),
    ...(stops.length > 0 ? { stopSequences: stops } : {}),
  };
}

/** Why not a forced tool, as others do: decision 0057. */
function toTextFormat(request: ChatCompletionRequest): JsonSchemaFormat | null {
  const asked = answerSchema(request);
  if (asked === null) return null;
  const { schema, ...named } = asked;
  const jsonSchema = { schema: JSON.stringify(schema), ...named };
  return { type: 'json_schema', structure: { jsonSchema } };
}

/**
 * Newer Claude models think unless they are told not to (platform.claude.com/docs/en/build-with-claude
 * thinking-troubleshooting, read 2026-11-23); other vendors' models don't unless they are told to.
 * The ARN of an application inference profile doesn't tell whose model it is.
 */
function isClaude(upstreamModel: string): boolean {
  return upstreamModel.includes('anthropic.claude');
}

/** `OutputConfig.effort`: low, medium, high, xhigh and max. */
function toEffort(effort: string | null | undefined): string | null {
  if (effort == null || effort === 'none') return null;
  return effort === 'minimal' ? 'low' : effort;
}

/** `ServiceTierType`; OpenAI's `auto` is what is done without one. */
const tiers = new Set(['default', 'flex', 'priority', 'reserved']);
