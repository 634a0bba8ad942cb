import type { ChatCompletionRequest } from '@jackfield/chat-completions';

/** What the last message says, where it says it as plain text. */
export function lastText({ messages }: ChatCompletionRequest): string {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
}
