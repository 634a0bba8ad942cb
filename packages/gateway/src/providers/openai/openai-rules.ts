import { isRecord } from '../is-record.ts';
import type { UpstreamRequest } from '../provider.ts';

/**
 * What is wrong with a request's messages by OpenAI's rules; nothing for good ones. An independent
 * reading of `ChatCompletionRequestMessage` (openai/openai-openapi) and of the API's 400s: unknown
 * fields, content that is `null` without calls, each call answered at once, ids of 40 at most.
 */
export function openAiRules({ body }: UpstreamRequest): string[] {
  const request: unknown = JSON.parse(String(body));
  if (!isRecord(request) || !Array.isArray(request['messages'])) return ['no messages'];
  const problems: string[] = [];
  let waiting: unknown[] = [];
  for (const [index, message] of (request['messages'] as unknown[]).entries()) {
    const at = (what: string): string => `messages[${index}]: ${what}`;
    if (!isRecord(message)) return [...problems, at('not an object')];
    const { role, content, tool_calls: calls, tool_call_id: id, refusal } = message;
    const allowed = messageFields[String(role)];
    if (allowed === undefined) return [...problems, at(`role ${String(role)}`)];
    for (const field of Object.keys(message)) {
      if (!allowed.split(' ').includes(field)) problems.push(at(`Unknown parameter ${field}`));
    }
    if (role === 'tool') {
      const position = waiting.indexOf(id);
      if (position === -1) problems.push(at('no preceding message with tool_calls'));
      waiting = waiting.filter((_id, other) => other !== position);
      if (typeof content !== 'string' && !Array.isArray(content)) problems.push(at('content'));
      continue;
    }
    if (waiting.length > 0) problems.push(at(`no response to ${String(waiting)}`));
    const called: unknown[] = Array.isArray(calls) ? calls : [];
    if (calls !== undefined && called.length === 0) problems.push(at('tool_calls is too short'));
    const says = typeof content === 'string' || Array.isArray(content) || Boolean(refusal);
    if (!says && called.length === 0) problems.push(at('content is null'));
    waiting = called.map((call) => {
      if (!isRecord(call)) return '';
      if (String(call['id']).length > 40) problems.push(at('string_above_max_length'));
      if (call['type'] !== 'function') problems.push(at('type'));
      for (const field of Object.keys(call)) {
        if (!['id', 'type', 'function'].includes(field)) problems.push(at(`call.${field}`));
      }
      return call['id'];
    });
  }
  if (waiting.length > 0) problems.push(`no response to ${String(waiting)}`);
  return problems;
}

const messageFields: Record<string, string> = {
  system: 'role content name',
  developer: 'role content name',
  user: 'role content name',
  assistant: 'role content name refusal audio tool_calls annotations',
  tool: 'role content tool_call_id name',
};
