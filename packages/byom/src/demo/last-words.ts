import type { ChatMessage } from '@jackfield/chat-completions';

export interface Said {
  readonly role: string;
  readonly text: string;
}

/** The last thing said by a person, or what the tools said after it. */
export function lastWords(messages: readonly ChatMessage[]): Said {
  const after = messages.findLastIndex(({ role }) => role !== 'tool');
  const results = messages.slice(after + 1);
  if (results.length > 0) return { role: 'tool', text: results.map(textOf).join('; ') };
  const message = messages.findLast(({ role }) => role === 'user' || role === 'tool');
  return { role: message?.role ?? 'user', text: message ? textOf(message) : '' };
}

/** What a message says, with the name of each part that isn't text. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content.trim();
  if (!Array.isArray(content)) return '';
  const pieces = content.map((part) =>
    part.type === 'text' ? (part.text ?? '') : `[${part.type}]`,
  );
  return pieces.join(' ').trim();
}
