import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { Refusal } from './refusal.ts';

export interface FieldRules {
  readonly structuredOutput: boolean;
}

/**
 * Refuses what this server would otherwise answer wrongly without a word: another number of choices,
 * an output format it does not keep to, the functions of 2023. Fields that it does not know, and
 * those that only advise the model, pass.
 *
 * @throws Refusal 400 that names the field.
 */
export function checkFields(request: ChatCompletionRequest, rules: FieldRules): void {
  for (const [index, { content }] of request.messages.entries()) {
    checkContent(content, `messages[${index}].content`);
  }
  checkLimit(request.max_completion_tokens, 'max_completion_tokens');
  checkLimit(request.max_tokens, 'max_tokens');
  checkStop(request.stop);
  checkTools(request.tools);
  const { n, stream_options: streamOptions } = request;
  if (n != null && n !== 1) {
    throw new Refusal(400, 'unsupported_value', "This server gives one choice: 'n' must be 1.", {
      param: 'n',
    });
  }
  if (streamOptions != null && !isObject(streamOptions)) {
    throw invalid('stream_options', 'an object');
  }
  for (const field of ['functions', 'function_call']) {
    if (request[field] != null) {
      const message = `'${field}' is not supported here: use 'tools' and 'tool_choice'.`;
      throw new Refusal(400, 'unsupported_parameter', message, { param: field });
    }
  }
  checkResponseFormat(request.response_format, rules);
}

function checkContent(content: unknown, field: string): void {
  if (content == null || typeof content === 'string') return;
  if (!Array.isArray(content)) throw invalid(field, 'a text or an array of parts');
  for (const [index, part] of content.entries()) {
    const name = `${field}[${index}]`;
    if (!isObject(part) || typeof part['type'] !== 'string') {
      throw invalid(name, 'an object with a type');
    }
    if (part['type'] === 'text' && typeof part['text'] !== 'string') {
      throw invalid(`${name}.text`, 'a text');
    }
  }
}

function checkLimit(limit: unknown, field: string): void {
  if (limit == null || (Number.isInteger(limit) && Number(limit) >= 1)) return;
  throw invalid(field, 'a whole number from 1 on');
}

function checkStop(stop: unknown): void {
  if (stop == null || typeof stop === 'string') return;
  if (Array.isArray(stop) && stop.every((text) => typeof text === 'string')) return;
  throw invalid('stop', 'a text or an array of texts');
}

function checkTools(tools: unknown): void {
  if (tools == null) return;
  if (!Array.isArray(tools)) throw invalid('tools', 'an array');
  for (const [index, tool] of tools.entries()) {
    if (!isObject(tool)) throw invalid(`tools[${index}]`, 'an object');
    const definition = tool['function'];
    if (definition === undefined) continue;
    if (!isObject(definition) || typeof definition['name'] !== 'string') {
      throw invalid(`tools[${index}].function`, 'an object with a name');
    }
  }
}

function checkResponseFormat(format: unknown, { structuredOutput }: FieldRules): void {
  if (format == null) return;
  if (!isObject(format) || typeof format['type'] !== 'string') {
    throw invalid('response_format', 'an object with a type');
  }
  if (format['type'] === 'text' || structuredOutput) return;
  const message = "'response_format' is not supported here: the answer would be free text.";
  throw new Refusal(400, 'unsupported_parameter', message, { param: 'response_format' });
}

function invalid(field: string, wanted: string): Refusal {
  return new Refusal(400, 'invalid_request', `'${field}' must be ${wanted}.`, { param: field });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
