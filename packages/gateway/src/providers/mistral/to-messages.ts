import {
  argumentsText,
  type ChatMessage,
  type ContentPart,
  type ToolCall,
} from '@jackfield/chat-completions';
import { hashedId } from '../hashed-id.ts';
import { isRecord } from '../is-record.ts';
import { nothingSaid } from '../nothing-said.ts';
import { settleToolCalls } from '../settle-tool-calls.ts';
import { systemPrompt } from '../system-prompt.ts';
import { stringOf } from '../string-of.ts';
import { textOf } from '../text-of.ts';
import { toContentPart } from './to-content-part.ts';

/**
 * The conversation in the one shape every Mistral model takes: the instructions first, turns of one
 * speaker joined, each tool call answered under an id of its alphabet, the agent speaking between a
 * tool's result and the user, and the user or a tool speaking last.
 *
 * Sources: the strict message schemas of `public/openapi.yaml`; the order of roles, the number of
 * results and the ids from mistralai/mistral-common `protocol/instruct/validator.py` (read
 * 2026-11-23); "Unexpected role 'user' after role 'tool'" (400, code 3230) from
 * pipecat-ai/pipecat-flows#178 and avante-corp/avante.nvim#2562.
 */
export function toMessages(messages: readonly ChatMessage[]): ChatMessage[] {
  const { system, rest } = systemPrompt(messages);
  const out: ChatMessage[] = system === '' ? [] : [{ role: 'system', content: system }];
  let ids = new Map<string, string[]>();
  for (const message of settleToolCalls(rest)) {
    switch (message.role) {
      case 'assistant': {
        const { asking, idsOut } = toAssistant(message);
        ids = idsOut;
        append(out, asking);
        break;
      }
      case 'tool':
        append(out, toTool(message, ids));
        break;
      default:
        append(out, toUser(message));
    }
  }
  const last = out.at(-1);
  const ends = last?.role === 'user' || last?.role === 'tool' || last?.['prefix'] === true;
  if (!ends) append(out, { role: 'user', content: nothingSaid });
  return out;
}

function append(out: ChatMessage[], message: ChatMessage | null): void {
  if (message === null) return;
  const before = out.at(-1);
  if (before?.role === 'tool' && message.role === 'user') {
    out.push({ role: 'assistant', content: nothingSaid });
  } else if (before?.role === message.role && canJoin(before)) {
    out[out.length - 1] = join(before, message);
    return;
  }
  out.push(message);
}

/** A turn ends at its tool calls: their results come next. */
function canJoin({ role, tool_calls: calls }: ChatMessage): boolean {
  return role === 'user' || (role === 'assistant' && !calls);
}

function join(before: ChatMessage, next: ChatMessage): ChatMessage {
  const { content: first } = before;
  const { content: second } = next;
  if (typeof first === 'string' && typeof second === 'string') {
    return { ...before, ...next, content: [first, second].filter(Boolean).join('\n\n') };
  }
  return { ...before, ...next, content: [...asParts(first), ...asParts(second)] };
}

function asParts(content: ChatMessage['content']): ContentPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
}

/** `null` where the user said nothing. */
function toUser({ content }: ChatMessage): ChatMessage | null {
  if (!Array.isArray(content)) {
    const text = textOf(content);
    return text.trim() === '' ? null : { role: 'user', content: text };
  }
  const parts = content.map(toContentPart).filter((part) => part.text?.trim() !== '');
  return parts.length === 0 ? null : { role: 'user', content: parts };
}

interface Asking {
  readonly asking: ChatMessage;
  /** For each of the caller's ids, those that went out for it, in order. */
  readonly idsOut: Map<string, string[]>;
}

function toAssistant({ content, refusal, tool_calls: calls, prefix }: ChatMessage): Asking {
  const idsOut = new Map<string, string[]>();
  const asking: ChatMessage = { role: 'assistant', content: textOf(content, refusal) };
  if (prefix === true) asking['prefix'] = true;
  if (calls && calls.length > 0) {
    const taken = new Set<string>();
    asking.tool_calls = calls.map((call) => {
      const id = toId(call.id, taken);
      taken.add(id);
      idsOut.set(call.id, [...(idsOut.get(call.id) ?? []), id]);
      return toToolCall(call, id);
    });
  }
  return { asking, idsOut };
}

function toToolCall(call: ToolCall, id: string): ToolCall {
  const called = isRecord(call.function) ? call.function : null;
  const custom = isRecord(call['custom']) ? call['custom'] : {};
  const given = called === null ? { input: custom['input'] } : called['arguments'];
  const { name } = called ?? custom;
  return {
    id,
    type: 'function',
    function: { name: stringOf(name), arguments: argumentsText(given) || '{}' },
  };
}

function toTool(
  { tool_call_id: id, content }: ChatMessage,
  ids: Map<string, string[]>,
): ChatMessage {
  return {
    role: 'tool',
    tool_call_id: ids.get(id ?? '')?.shift() ?? toId(id ?? '', new Set()),
    content: textOf(content),
  };
}

/** Mistral's alphabet for ids: anything else is a 400 with code 3280 (nearai/ironclaw#1241). */
const alphabet = /^[a-zA-Z0-9]{9}$/;

function toId(id: string, taken: ReadonlySet<string>): string {
  let out = alphabet.test(id) ? id : hashedId(id, 9);
  for (let round = 1; taken.has(out); round += 1) out = hashedId(`${id} ${round}`, 9);
  return out;
}
