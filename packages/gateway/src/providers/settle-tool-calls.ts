import { argumentsText, type ChatMessage, type ToolCall } from '@jackfield/chat-completions';
import { isRecord } from './is-record.ts';
import { stringOf } from './string-of.ts';
import { textOf } from './text-of.ts';

/** What stands for the result of a call that was never answered: the caller rang off, or spoke over it. */
const noResult = 'There is no result: the call was interrupted.';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  result: ChatMessage | null;
}

interface Entry {
  readonly message: ChatMessage;
  readonly calls: readonly OpenCall[];
}

/**
 * The same conversation in the one shape that every vendor takes. Guarantees that each assistant
 * message with tool calls is followed at once by exactly one `tool` message per call, in the calls'
 * order, with the call's id; that no other `tool` message is left; and that every assistant message
 * says or calls something. A result without its call becomes the user's words; a call without its
 * result gets one that says so; OpenAI's older `function_call` becomes a tool call.
 */
export function settleToolCalls(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  if (messages.every(isSettled)) return messages;
  const entries: Entry[] = [];
  /** By id, and by name for the older form; the latest assistant message with one wins. */
  const open = new Map<string, OpenCall[]>();
  for (const message of messages) {
    switch (message.role) {
      case 'assistant': {
        const asking = withToolCalls(message, entries.length);
        const calls = (asking.tool_calls ?? []).map(toOpenCall);
        if (calls.length === 0 && textOf(asking.content, asking.refusal).trim() === '') break;
        entries.push({ message: asking, calls });
        for (const [key, group] of Map.groupBy(calls, ({ id }) => id)) open.set(key, group);
        for (const [key, group] of Map.groupBy(calls, ({ name }) => `function ${name}`)) {
          open.set(key, group);
        }
        break;
      }
      case 'tool':
      case 'function': {
        const key =
          message.role === 'tool' ? (message.tool_call_id ?? '') : `function ${message.name ?? ''}`;
        const answered = answer(open.get(key) ?? [], message);
        if (!answered) entries.push({ message: asUserWords(message), calls: [] });
        break;
      }
      default:
        entries.push({ message, calls: [] });
    }
  }
  const settled: ChatMessage[] = [];
  for (const { message, calls } of entries) settled.push(message, ...calls.map(resultOf));
  return settled;
}

/** Whether a message calls nothing and answers no call, so that it can stay as it is wherever it stands. */
function isSettled(message: ChatMessage): boolean {
  switch (message.role) {
    case 'assistant':
      return (
        !('tool_calls' in message || 'function_call' in message) &&
        typeof message.content === 'string' &&
        /\S/.test(message.content)
      );
    case 'tool':
    case 'function':
      return false;
    default:
      return true;
  }
}

/** Whether there was a call to answer. The first unanswered one is; further results add to the last. */
function answer(calls: readonly OpenCall[], message: ChatMessage): boolean {
  const call = calls.find(({ result }) => result === null) ?? calls.at(-1);
  if (call === undefined) return false;
  call.result =
    call.result === null
      ? message
      : { ...call.result, content: `${textOf(call.result.content)}\n${textOf(message.content)}` };
  return true;
}

function resultOf({ id, name, result }: OpenCall): ChatMessage {
  if (result === null) return { role: 'tool', tool_call_id: id, name, content: noResult };
  return { ...result, role: 'tool', tool_call_id: id };
}

function asUserWords(message: ChatMessage): ChatMessage {
  return { role: 'user', content: `Result of a tool: ${textOf(message.content)}` };
}

function toOpenCall(call: ToolCall): OpenCall {
  const { function: called, custom }: Record<string, unknown> = { ...call };
  const named = isRecord(called) ? called : custom;
  return { id: call.id, name: isRecord(named) ? stringOf(named['name']) : '', result: null };
}

/** The message with its calls in the form of today, each an object with an id. */
function withToolCalls(message: ChatMessage, position: number): ChatMessage {
  if (!('tool_calls' in message || 'function_call' in message)) return message;
  const { tool_calls: toolCalls, function_call: functionCall, ...rest } = message;
  if (Array.isArray(toolCalls) && toolCalls.length > 0) {
    const calls = toolCalls
      .filter((call: unknown) => isRecord(call))
      .map((call, index) => (call.id ? call : withId(call, `call_${position}_${index}`)));
    return { ...rest, tool_calls: calls };
  }
  if (!isRecord(functionCall)) return rest;
  const call: ToolCall = {
    id: `call_${position}_0`,
    type: 'function',
    function: {
      name: stringOf(functionCall['name']),
      arguments: argumentsText(functionCall['arguments']),
    },
  };
  return { ...rest, tool_calls: [call] };
}

function withId(call: ToolCall, id: string): ToolCall {
  return { ...call, id };
}
