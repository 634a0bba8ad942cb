import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { PublishedChoice } from '@jackfield/gateway-config';
import { hasRole, withFirst } from '../providers/plain-messages.ts';

/**
 * The request an attempt carries: the caller's own fields win over the setting's parameters, and
 * the agent's instructions go before messages that hold no system prompt of their own.
 */
export function withSetting(
  request: ChatCompletionRequest,
  choice: PublishedChoice,
  instructions: string | null,
): ChatCompletionRequest {
  const merged: ChatCompletionRequest = { ...request };
  const { parameters, model } = choice;
  for (const [name, value] of Object.entries(parameters)) {
    if (isSet(merged[name])) continue;
    if (name === 'max_tokens' && isSet(merged.max_completion_tokens)) continue;
    if (model.refusedParameters.some((refused) => refused === name)) continue;
    merged[name] = value;
  }
  for (const [name, value] of Object.entries(model.requestDefaults)) {
    if (!isSet(merged[name])) merged[name] = value;
  }
  const { messages } = request;
  if (instructions !== null && instructions !== '' && !hasRole(messages, 'system', 'developer')) {
    merged.messages = withFirst({ role: 'system', content: instructions }, messages);
  }
  return merged;
}

/** OpenAI's schema lets nearly every field be `null`, which means the same as leaving it out. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
