import type { ChatMessage } from '@jackfield/chat-completions';
import { textOf } from './text-of.ts';

export interface WithoutSystem {
  /** All system and developer text in its order, blank lines between; `''` without any. */
  readonly system: string;
  readonly rest: ChatMessage[];
}

/**
 * Takes the instructions out of a conversation, for formats that have one place for them before
 * everything else. Those given on the way keep their authority and lose their place (decision 0051).
 */
export function systemPrompt(messages: readonly ChatMessage[]): WithoutSystem {
  const isSystem = ({ role }: ChatMessage): boolean => role === 'system' || role === 'developer';
  return {
    system: messages
      .filter(isSystem)
      .map(({ content }) => textOf(content))
      .filter((text) => text.trim() !== '')
      .join('\n\n'),
    rest: messages.filter((message) => !isSystem(message)),
  };
}
