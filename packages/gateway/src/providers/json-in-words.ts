import type { ChatCompletionRequest } from '@jackfield/chat-completions';

/** What asks for `json_object`, for formats that have JSON only with a schema; `''` for any other. */
export function jsonInWords({ response_format: format }: ChatCompletionRequest): string {
  return format?.type === 'json_object' ? 'Answer with one JSON object and nothing else.' : '';
}
