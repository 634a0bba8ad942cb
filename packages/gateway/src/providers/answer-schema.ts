import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { isRecord } from './is-record.ts';
import { unsupported } from './treat-fields.ts';

export interface AnswerSchema {
  readonly schema: Record<string, unknown>;
  readonly name?: string;
  readonly description?: string;
}

/**
 * The schema a structured answer must follow; `null` where none was asked for.
 * @throws ProviderError for a `json_schema` without one.
 */
export function answerSchema({
  response_format: format,
}: ChatCompletionRequest): AnswerSchema | null {
  if (format?.type !== 'json_schema') return null;
  const { schema, name, description } = format.json_schema ?? {};
  if (!isRecord(schema)) {
    throw unsupported('response_format', 'It needs a schema in json_schema.schema.');
  }
  return { schema, ...(name ? { name } : {}), ...(description ? { description } : {}) };
}
