import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { hasRole } from '../../plain-messages.ts';

/** Messages of the role `developer` as `system`; the same request where there is none. */
export function developerAsSystem(request: ChatCompletionRequest): ChatCompletionRequest {
  if (!hasRole(request.messages, 'developer')) return request;
  const messages = request.messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' } : message,
  );
  return { ...request, messages };
}
