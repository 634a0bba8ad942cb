import type { ChatCompletionRequest } from '@jackfield/chat-completions';

/** Messages of the role `developer` as `system`; the same request where there is none. */
export function developerAsSystem(request: ChatCompletionRequest): ChatCompletionRequest {
  if (!request.messages.some(({ role }) => role === 'developer')) return request;
  const messages = request.messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' } : message,
  );
  return { ...request, messages };
}
