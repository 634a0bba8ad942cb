import { asList, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { anthropicError } from './to-error.ts';

/**
 * MessageCreateParams of `@anthropic-ai/sdk` 1.12.0, and the sampling parameters that its types no longer
 * have (version 2026-10-21) but 0.137 does (2023-06-01); whether the newer version refuses them is unknown.
 */
const fields = new Set(
  `cache_control container diagnostics inference_geo max_tokens messages metadata model output_config
  service_tier speed stop_sequences stream system temperature thinking tool_choice tools top_k top_p
  user_profile_id workspace_id`.split(/\s+/),
);

/** The 400 the Messages API gives: unknown fields, missing fields, then the order of messages and tool blocks. */
export function checkRequest(body: unknown): ErrorAnswer | undefined {
  const request = asObject(body);
  const unknown = Object.keys(request).find((name) => !fields.has(name));
  if (unknown !== undefined) return invalid(`${unknown}: Extra inputs are not permitted`);
  const missing = ['model', 'max_tokens', 'messages'].find((name) => request[name] === undefined);
  if (missing !== undefined) return invalid(`${missing}: Field required`);
  const { max_tokens, temperature } = request;
  if (typeof max_tokens !== 'number' || max_tokens < 1) {
    return invalid('max_tokens: Input should be greater than or equal to 1');
  }
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 1)) {
    return invalid('temperature: range: 0..1');
  }
  const messages = asList(request['messages']).map(asObject);
  return checkMessages(messages) ?? checkToolUse(messages);
}

function checkMessages(messages: JsonObject[]): ErrorAnswer | undefined {
  if (messages.length === 0) return invalid('messages: at least one message is required');
  if (messages[0]?.['role'] !== 'user') {
    return invalid('messages: first message must use the "user" role');
  }
  for (const [i, { role, content }] of messages.entries()) {
    if (role !== 'user' && role !== 'assistant' && role !== 'system') {
      return invalid(`messages.${i}.role: Input should be 'user', 'assistant' or 'system'`);
    }
    const blocks = asList(content).map(asObject);
    const empty = typeof content === 'string' ? content === '' : blocks.length === 0;
    const last = i === messages.length - 1;
    if (empty && !(last && role === 'assistant')) {
      return invalid(
        `messages.${i}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    if (blocks.some(({ type, text }) => type === 'text' && asText(text) === '')) {
      return invalid('messages: text content blocks must be non-empty');
    }
    const strange = blocks.findIndex(({ type }) => typeof type !== 'string');
    if (strange >= 0) return invalid(`messages.${i}.content.${strange}.type: Field required`);
  }
  const { role, content } = messages.at(-1) ?? {};
  if (role === 'assistant' && typeof content === 'string' && /\s$/.test(content)) {
    return invalid('messages: final assistant content cannot end with trailing whitespace');
  }
  return undefined;
}

/** Results stand at the head of the message after their calls. */
function checkToolUse(messages: JsonObject[]): ErrorAnswer | undefined {
  for (const [i, message] of messages.entries()) {
    const uses = blocksOf(message, 'tool_use').map(({ id }) => asText(id));
    const bad = uses.find((id) => !/^[a-zA-Z0-9_-]+$/.test(id));
    if (bad !== undefined) {
      return invalid(
        `messages.${i}.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`,
      );
    }
    const results = idsOfResults(message);
    const before = i === 0 ? [] : blocksOf(messages[i - 1] ?? {}, 'tool_use').map(({ id }) => id);
    const stray = results.find((id) => !before.includes(id));
    if (stray !== undefined) {
      return invalid(
        `messages.${i}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
    const next = messages[i + 1];
    const answered = next === undefined ? [] : idsOfResults(next);
    const open = uses.filter((id) => !answered.includes(id));
    if (open.length > 0) {
      return invalid(
        `messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
  }
  return undefined;
}

function idsOfResults(message: JsonObject): string[] {
  return blocksOf(message, 'tool_result').map(({ tool_use_id }) => asText(tool_use_id));
}

function blocksOf({ content }: JsonObject, type: string): JsonObject[] {
  return asList(content)
    .filter(isObject)
    .filter((block) => block['type'] === type);
}

function invalid(message: string): ErrorAnswer {
  return anthropicError(400, 'invalid_request_error', message);
}
