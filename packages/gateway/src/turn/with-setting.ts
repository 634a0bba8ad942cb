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
  if (instructions !== null && takesInstructions(request, instructions)) {
    merged.messages = withFirst({ role: 'system', content: instructions }, request.messages);
  }
  return merged;
}

/** Whether the instructions go before the caller's messages. */
export function takesInstructions(
  { messages }: ChatCompletionRequest,
  instructions: string | null,
): boolean {
  const isGiven = instructions !== null && instructions !== '';
  return isGiven && !hasRole(messages, 'system', 'developer');
}

/** OpenAI's schema lets nearly every field be `null`, which means the same as leaving it out. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
