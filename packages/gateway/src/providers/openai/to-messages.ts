import type { ChatMessage, ToolCall } from '@jackfield/chat-completions';
import { hashedId } from '../hashed-id.ts';
import { arePlain } from '../plain-messages.ts';
import { settleToolCalls } from '../settle-tool-calls.ts';

/** What other vendors' answers hold, and OpenAI refuses with `Unknown parameter` when it is sent back. */
const foreignFields = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'extra_content',
  'provider_specific_fields',
  'prefix',
] as const;

/** OpenAI's limit for the id of a tool call: a longer one is refused as `string_above_max_length`. */
const idLengthMax = 40;

/**
 * The conversation as OpenAI takes it, wherever it was held before: each tool call answered, ids no
 * longer than it allows, no fields of other vendors. All else stays as the caller gave it.
 */
export function toMessages(messages: ChatMessage[]): ChatMessage[] {
  if (arePlain(messages)) return messages;
  return settleToolCalls(messages).map(toMessage);
}

function toMessage(message: ChatMessage): ChatMessage {
  switch (message.role) {
    case 'tool':
      return { ...message, tool_call_id: toId(message.tool_call_id ?? '') };
    case 'assistant': {
      if (!message.tool_calls && !foreignFields.some((field) => field in message)) return message;
      const own: ChatMessage = { ...message };
      for (const field of foreignFields) delete own[field];
      if (own.tool_calls) own.tool_calls = own.tool_calls.map(toToolCall);
      return own;
    }
    default:
      return message;
  }
}

function toToolCall(call: ToolCall): ToolCall {
  const {
    extra_content: _google,
    provider_specific_fields: _litellm,
    index: _index,
    ...own
  } = call;
  return { ...own, id: toId(own.id), type: own.type || 'function' };
}

function toId(id: string): string {
  return id.length <= idLengthMax ? id : `call_${hashedId(id, 24)}`;
}
