import { asList, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { openaiError } from './to-error.ts';

/** CreateChatCompletionRequest in openai/openai-openapi, and `functions` of old. */
const fields = new Set(
  `audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens
  messages metadata modalities model moderation n parallel_tool_calls prediction presence_penalty
  prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort response_format
  safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools
  top_logprobs top_p user verbosity web_search_options`.split(/\s+/),
);

const roles = new Set(['developer', 'system', 'user', 'assistant', 'tool', 'function']);

/** Models that reason take no `max_tokens` and only the default temperature. */
const reasons = /^(o\d|gpt-5(?!.*chat)|gpt-6)/;

/** The 400 OpenAI gives to a request it does not take; unknown fields are refused, as it does. */
export function checkRequest(body: unknown): ErrorAnswer | undefined {
  const request = asObject(body);
  const unknown = Object.keys(request).find((name) => !fields.has(name));
  if (unknown !== undefined) {
    return invalid(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
  }
  return checkLenient(body) ?? checkForModel(request);
}

/** What every server of this format asks for: a model, messages, and tool results in their place. */
export function checkLenient(body: unknown): ErrorAnswer | undefined {
  if (!isObject(body)) return invalid('The request body must be a JSON object.');
  if (typeof body['model'] !== 'string' || body['model'] === '') {
    return invalid('you must provide a model parameter');
  }
  const { messages } = body;
  if (messages === undefined) {
    return invalid(
      "Missing required parameter: 'messages'.",
      'messages',
      'missing_required_parameter',
    );
  }
  if (!Array.isArray(messages)) {
    return invalid(
      `Invalid type for 'messages': expected an array of objects, but got ${typeof messages} instead.`,
      'messages',
      'invalid_type',
    );
  }
  if (messages.length === 0) {
    return invalid(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    );
  }
  return checkMessages(messages.map(asObject));
}

function checkMessages(messages: JsonObject[]): ErrorAnswer | undefined {
  /** Calls of the last assistant message that no tool message has answered yet. */
  let open: string[] = [];
  let answerable = new Set<string>();
  for (const [i, message] of messages.entries()) {
    const role = asText(message['role']);
    if (!roles.has(role)) {
      return invalid(
        `Invalid value: '${role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
        `messages[${i}].role`,
        'invalid_value',
      );
    }
    if (role === 'tool') {
      const id = asText(message['tool_call_id']);
      if (!answerable.has(id)) {
        return invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${i}].role`,
        );
      }
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0) return unanswered(open, i);
    const calls = asList(message['tool_calls']).map((call) => asText(asObject(call)['id']));
    open = role === 'assistant' ? calls : [];
    answerable = new Set(open);
    if (message['content'] == null && calls.length === 0 && message['function_call'] == null) {
      return invalid(
        `Invalid value for 'content': expected a string, got null.`,
        `messages.[${i}].content`,
      );
    }
  }
  return open.length > 0 ? unanswered(open, messages.length) : undefined;
}

function unanswered(ids: string[], at: number): ErrorAnswer {
  return invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`,
    `messages.[${at}].role`,
  );
}

function checkForModel(request: JsonObject): ErrorAnswer | undefined {
  const { temperature, n, stop } = request;
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 2)) {
    const [side, bound] = temperature < 0 ? ['below minimum', '>= 0'] : ['above maximum', '<= 2'];
    return invalid(
      `Invalid 'temperature': decimal ${side} value. Expected a value ${bound}, but got ${temperature} instead.`,
      'temperature',
      temperature < 0 ? 'decimal_below_min_value' : 'decimal_above_max_value',
    );
  }
  if (typeof n === 'number' && (n < 1 || n > 128)) {
    return invalid(`Invalid 'n': expected 1 to 128, but got ${n} instead.`, 'n', 'invalid_value');
  }
  if (asList(stop).length > 4) {
    return invalid(
      `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${asList(stop).length} instead.`,
      'stop',
      'array_above_max_length',
    );
  }
  if (!reasons.test(asText(request['model']))) return undefined;
  if (request['max_tokens'] != null) {
    return invalid(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    );
  }
  const quiet = request['reasoning_effort'] === 'none';
  if (typeof temperature === 'number' && temperature !== 1 && !quiet) {
    return invalid(
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      'temperature',
      'unsupported_value',
    );
  }
  return undefined;
}

function invalid(message: string, param?: string, code: string | null = null): ErrorAnswer {
  return openaiError({
    status: 400,
    message,
    type: 'invalid_request_error',
    code,
    ...(param === undefined ? {} : { param }),
  });
}
