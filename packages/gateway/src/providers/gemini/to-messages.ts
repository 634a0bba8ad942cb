import { argumentsText, type ChatMessage, type ToolCall } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';
import { nothingSaid } from '../nothing-said.ts';
import { settleToolCalls } from '../settle-tool-calls.ts';
import { stringOf } from '../string-of.ts';
import { textOf } from '../text-of.ts';
import type { GeminiContent, GeminiPart } from './gemini-types.ts';
import { modelFamily } from './model-family.ts';
import { signatureOf } from './thought-signature.ts';
import { toPart } from './to-part.ts';

/**
 * A call made under another model has no signature of Gemini's. Google's own word for that case: see
 * "transferring a trace from a different model" in https://ai.google.dev/gemini-api/docs/thought-signatures.
 */
const noSignature = 'skip_thought_signature_validator';

/**
 * The conversation, without its system prompt, as Gemini takes it: the user begins, user and model
 * take turns, a model's calls are followed by a turn of their responses and nothing else, and the
 * user speaks last. Signatures go back on the parts they came with.
 * Sources: "function call turn comes immediately after a user turn or after a function response
 * turn" (400, google-gemini/gemini-cli#11814), a history that ends on a model turn is rejected
 * (crewAIInc/crewAI#6973).
 */
export function toMessages(messages: readonly ChatMessage[], model: string): GeminiContent[] {
  const { wantsSignatures } = modelFamily(model);
  const out: GeminiContent[] = [];
  let names = new Map<string, string>();
  for (const message of settleToolCalls(messages)) {
    switch (message.role) {
      case 'assistant':
        names = new Map((message.tool_calls ?? []).map((call) => [call.id, nameOf(call)]));
        append(out, 'model', toModelParts(message, wantsSignatures));
        break;
      case 'tool':
        append(out, 'user', [toResponse(message, names)]);
        break;
      default:
        append(out, 'user', toUserParts(message));
    }
  }
  if (out[0]?.role !== 'user') out.unshift({ role: 'user', parts: [{ text: nothingSaid }] });
  if (out.at(-1)?.role !== 'user') out.push({ role: 'user', parts: [{ text: nothingSaid }] });
  return out;
}

/** Joins a speaker's parts to the turn before, but keeps responses apart from words. */
function append(out: GeminiContent[], role: GeminiContent['role'], parts: GeminiPart[]): void {
  if (parts.length === 0) return;
  const last = out.at(-1);
  const joins = last?.role === role && isResponse(last.parts[0]) === isResponse(parts[0]);
  if (joins) last.parts.push(...parts);
  else out.push({ role, parts });
}

function isResponse(part: GeminiPart | undefined): boolean {
  return part?.functionResponse !== undefined;
}

function toUserParts({ content }: ChatMessage): GeminiPart[] {
  const parts = Array.isArray(content) ? content.map(toPart) : [{ text: textOf(content) }];
  return parts.filter(({ text }) => text?.trim() !== '');
}

function toModelParts(message: ChatMessage, wantsSignatures: boolean): GeminiPart[] {
  const text = textOf(message.content, message.refusal);
  const signature = signatureOf(message);
  const said: GeminiPart[] = text.trim() === '' ? [] : [{ text }];
  if (said[0] && signature !== null) said[0].thoughtSignature = signature;
  const calls = (message.tool_calls ?? []).map(toFunctionCall);
  // Of calls made in parallel only the first is signed.
  if (calls[0] && wantsSignatures) calls[0].thoughtSignature ??= noSignature;
  return [...said, ...calls];
}

function toFunctionCall(call: ToolCall): GeminiPart {
  const signature = signatureOf(call);
  return {
    functionCall: { id: call.id, name: nameOf(call), args: toArguments(call) },
    ...(signature === null ? {} : { thoughtSignature: signature }),
  };
}

function nameOf({ function: called, custom }: ToolCall): string {
  if (called) return called.name;
  return isRecord(custom) ? stringOf(custom['name']) : '';
}

/** Gemini wants an object. What a model once wrote that is none can't be run again: it is left out. */
function toArguments({ function: called, custom }: ToolCall): Record<string, unknown> {
  if (isRecord(custom)) return { input: custom['input'] };
  try {
    const parsed: unknown = JSON.parse(argumentsText(called.arguments) || '{}');
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** `output` is the key Gemini reads a function's result from, unless the result is an object itself. */
function toResponse(
  { tool_call_id: id, content }: ChatMessage,
  names: ReadonlyMap<string, string>,
): GeminiPart {
  return {
    functionResponse: {
      id: id ?? '',
      name: names.get(id ?? '') ?? '',
      response: { output: textOf(content) },
    },
  };
}
