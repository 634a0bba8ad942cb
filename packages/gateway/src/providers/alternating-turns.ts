import type { ChatMessage, ToolCall } from '@jackfield/chat-completions';
import { hashedId } from './hashed-id.ts';
import { isRecord } from './is-record.ts';
import { nothingSaid } from './nothing-said.ts';
import { settleToolCalls } from './settle-tool-calls.ts';
import { stringOf } from './string-of.ts';
import { systemPrompt } from './system-prompt.ts';
import { textOf } from './text-of.ts';
import { unsupportedPart } from './unsupported-part.ts';

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

export interface ImagePart {
  readonly kind: 'image';
  readonly url: string;
}

export type TurnPart =
  | TextPart
  | ImagePart
  | {
      readonly kind: 'tool_call';
      readonly id: string;
      readonly name: string;
      readonly input: Record<string, unknown>;
    }
  | {
      readonly kind: 'tool_result';
      readonly id: string;
      readonly content: readonly (TextPart | ImagePart)[];
    };

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: TurnPart[];
}

export interface AlternatingTurns {
  readonly system: string;
  readonly turns: readonly Turn[];
  /** The tools that the conversation has calls of. */
  readonly calledNames: ReadonlySet<string>;
}

/** What stands where a tool gave nothing back: an empty text is refused. */
const emptyResult = '(empty)';

/**
 * A conversation for formats in which user and assistant strictly alternate. Guarantees that the
 * user begins and ends it; that no text is blank; that a user's turn begins with the results of all
 * calls of the assistant's turn before it, and holds no other; that an assistant's text comes
 * before its calls; that the ids of calls are distinct and of letters, digits, `_` and `-`, 64 at
 * most. Thoughts of earlier turns are left out: a model checks the signature of its own.
 * Newer Claude models refuse a conversation that ends with the assistant (aaif-goose/goose#7425).
 *
 * @param goesOn whether the last message is an answer that the model is to go on with: it is left
 *   last then, without the white space at its end, which Claude refuses
 *   (https://platform.claude.com/docs/en/build-with-claude/prompt-engineering/prefill-claudes-response).
 * @throws ProviderError for a part that is neither text nor an image.
 */
export function alternatingTurns(
  messages: readonly ChatMessage[],
  goesOn = false,
): AlternatingTurns {
  const { system, rest } = systemPrompt(messages);
  const turns: Turn[] = [];
  const taken = new Set<string>();
  /** The ids that went out for the calls of the latest assistant message, in their order. */
  let ids: string[] = [];
  for (const message of settleToolCalls(rest)) {
    switch (message.role) {
      case 'assistant': {
        const calls = (message.tool_calls ?? []).map((call) => toCall(call, taken));
        ids = calls.map(({ id }) => id);
        append(turns, 'assistant', [
          ...textPart(textOf(message.content, message.refusal)),
          ...calls,
        ]);
        break;
      }
      case 'tool':
        // Holds: one result follows for each call, in the calls' order (settleToolCalls).
        append(turns, 'user', [toResult(ids.shift() ?? '', message)]);
        break;
      default:
        append(turns, 'user', saidIn(message.content));
    }
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: textPart(nothingSaid) });
  const last = turns.at(-1);
  if (last?.role === 'assistant' && goesOn) trimEnd(last.parts);
  else if (last?.role !== 'user') append(turns, 'user', textPart(nothingSaid));
  const parts = turns.flatMap((turn) => turn.parts);
  const called = parts.flatMap((part) => (part.kind === 'tool_call' ? [part.name] : []));
  return { system, turns, calledNames: new Set(called) };
}

function append(turns: Turn[], role: Turn['role'], parts: TurnPart[]): void {
  if (parts.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else turns.push({ role, parts: [...parts] });
}

function trimEnd(parts: TurnPart[]): void {
  const part = parts.at(-1);
  if (part?.kind === 'text') parts.splice(-1, 1, { ...part, text: part.text.trimEnd() });
}

function textPart(text: string): TextPart[] {
  return text.trim() === '' ? [] : [{ kind: 'text', text }];
}

function saidIn(content: ChatMessage['content']): (TextPart | ImagePart)[] {
  if (!Array.isArray(content)) return textPart(textOf(content));
  return content.flatMap((part: unknown): (TextPart | ImagePart)[] => {
    if (!isRecord(part)) return textPart(textOf([part]));
    switch (part['type']) {
      case 'text':
      case 'refusal':
        return textPart(textOf([part]));
      case 'image_url': {
        const image = part['image_url'];
        const url = isRecord(image) ? image['url'] : image;
        return [{ kind: 'image', url: stringOf(url) }];
      }
      default:
        throw unsupportedPart(String(part['type']));
    }
  });
}

function toResult(id: string, { content }: ChatMessage): TurnPart {
  const hasImage = Array.isArray(content) && content.some((part) => part.type === 'image_url');
  const said = hasImage ? saidIn(content) : textPart(textOf(content));
  return { kind: 'tool_result', id, content: said.length > 0 ? said : textPart(emptyResult) };
}

function toCall(call: ToolCall, taken: Set<string>): Extract<TurnPart, { kind: 'tool_call' }> {
  const called = isRecord(call.function) ? call.function : null;
  const custom = isRecord(call['custom']) ? call['custom'] : null;
  const { name, arguments: given = { input: custom?.['input'] } } = called ?? custom ?? {};
  const id = toId(call.id, taken);
  taken.add(id);
  return { kind: 'tool_call', id, name: toName(name), input: toInput(given) };
}

const alphabet = /^[a-zA-Z0-9_-]{1,64}$/;

function toId(id: string, taken: ReadonlySet<string>): string {
  let out = alphabet.test(id) ? id : hashedId(id, 24);
  for (let round = 1; taken.has(out); round += 1) out = hashedId(`${id} ${round}`, 24);
  return out;
}

/** Other vendors' tools may have dots and colons in their names. */
function toName(name: unknown): string {
  return (
    stringOf(name)
      .replace(/[^a-zA-Z0-9_-]/g, '_')
      .slice(0, 64) || '_'
  );
}

/** An object, also where a call was cut short or its arguments are something else. */
function toInput(given: unknown): Record<string, unknown> {
  if (isRecord(given)) return given;
  try {
    const parsed: unknown = JSON.parse(String(given));
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
