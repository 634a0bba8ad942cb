import type { Check } from '../check/check.ts';
import { found, type Deviation, type Finding } from '../check/finding.ts';
import { isFields } from '../read/chunk-reading.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { fieldProblems, type FieldKind } from '../read/field-problems.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What OpenAI's schema requires of every answer, whole or in chunks. */
export const envelopeKinds = {
  id: 'text',
  object: 'text',
  created: 'integer',
  model: 'text',
} as const satisfies Record<string, FieldKind>;

const usageKinds = {
  prompt_tokens: 'integer',
  completion_tokens: 'integer',
  total_tokens: 'integer',
} as const satisfies Record<string, FieldKind>;

const finishReasons = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);

/**
 * A whole answer has the fields of OpenAI's schema. `refusal` and `logprobs`, which it requires too,
 * are left out by most servers and missed by no client; fields beyond it are nobody's business.
 */
export const completionSchema: Check = {
  id: 'completion-schema',
  promise: 'Its whole answers have the fields of OpenAI’s schema, each of its kind.',
  clause:
    'OpenAI OpenAPI, CreateChatCompletionResponse: `id`, `object`, `created`, `model` and `choices` are required. https://platform.openai.com/docs/api-reference/chat/object',
  required: true,
  phase: 'together',
  needs: ['answers'],
  limitMs: 15_000,
  get deviations() {
    return [
      completionFieldsMissing,
      fieldsOfAnotherKind,
      objectWrong,
      roleWrong,
      emptyFinishReason,
      vendorFinishReason,
      contentAsParts,
      contentNotText,
      thoughtsInContent,
      usageMissing,
    ];
  },
  async run(context) {
    const exchange = await context.documentedTurn();
    if (exchange.kind === 'failed') return { message: exchange.message, findings: [] };
    const { json, choices, message, content, finishReason } = readCompletion(exchange);
    const evidence = context.evidence(exchange);
    const findings: Finding[] = [];
    const add = (deviation: Deviation, detail?: string): void => {
      findings.push(found(deviation, evidence, context.said(detail ?? '')));
    };
    const problems = [
      fieldProblems(json ?? {}, envelopeKinds),
      fieldProblems(choices[0] ?? {}, { index: 'integer', finish_reason: 'text' }, 'choices[].'),
      fieldProblems(message ?? {}, { role: 'text' }, 'choices[].message.'),
      ...(isFields(json?.['usage']) ? [usageProblems(json['usage'])] : []),
    ];
    const missing = problems.flatMap((each) => each.missing);
    const wrong = problems.flatMap((each) => each.wrong);
    if (missing.length > 0) add(completionFieldsMissing, `${listed(missing)}.`);
    if (wrong.length > 0) add(fieldsOfAnotherKind, `${wrong.join(', ')}.`);
    const { object } = json ?? {};
    if (typeof object === 'string' && object !== 'chat.completion')
      add(objectWrong, quoted(object));
    if (typeof message?.['role'] === 'string' && message['role'] !== 'assistant') {
      add(roleWrong, quoted(message['role']));
    }
    const reason = finishReasonDeviation(finishReason);
    if (reason !== null) add(reason, reason === vendorFinishReason ? quoted(finishReason) : '');
    if (Array.isArray(message?.['content'])) add(contentAsParts);
    else if (!isTextOrNull(message?.['content'])) add(contentNotText);
    if (beginsWithThoughts(content)) add(thoughtsInContent);
    if (!isFields(json?.['usage'])) add(usageMissing);
    return { message: 'Its answer has all of them.', findings, evidence };
  },
};

/** Which of the three counts an answer's usage lacks, or holds as something else. */
export function usageProblems(usage: Fields): ReturnType<typeof fieldProblems> {
  return fieldProblems(usage, usageKinds, 'usage.');
}

/** What is wrong with a finish reason that is a string. */
export function finishReasonDeviation(reason: unknown): Deviation | null {
  if (typeof reason !== 'string' || finishReasons.has(reason)) return null;
  return reason === '' ? emptyFinishReason : vendorFinishReason;
}

/** A reasoning model's thoughts, which its server was to keep apart from what it says. */
export function beginsWithThoughts(content: string): boolean {
  return /^\s*<think(?:ing)?>/.test(content);
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function quoted(value: unknown): string {
  return `It is “${String(value)}”.`;
}

function isTextOrNull(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

const completionFieldsMissing: Deviation = {
  id: 'completion-fields-missing',
  grade: 'deviates',
  message: 'Its answer lacks fields that OpenAI’s schema requires:',
  consequence: 'Most clients do without; those with strict types refuse the whole answer.',
  fix: 'Send `id`, `object: "chat.completion"`, `created` (seconds), `model`, and for the choice `index`, `message.role` and `finish_reason`.',
};
export const fieldsOfAnotherKind: Deviation = {
  id: 'fields-of-another-kind',
  grade: 'deviates',
  message: 'Some fields hold another kind of value than in OpenAI’s schema:',
  consequence: 'Clients with strict types (Go, Java, Rust, pydantic) refuse the whole answer.',
  fix: 'Send `id`, `object`, `model` and `finish_reason` as strings; `created` (seconds), `index` and the counts of tokens as whole numbers.',
};
export const objectWrong: Deviation = {
  id: 'object-wrong',
  grade: 'deviates',
  message: 'The `object` field names another kind of object.',
  consequence: 'Clients that tell answers and chunks apart by it refuse them.',
  fix: 'Send `object: "chat.completion"` in whole answers and `"chat.completion.chunk"` in streams.',
};
const roleWrong: Deviation = {
  id: 'role-wrong',
  grade: 'deviates',
  message: 'The role of its message is not `assistant`.',
  consequence:
    'Clients that add the message to the conversation send it back with that role, and the next turn is refused.',
  fix: 'Send `role: "assistant"`.',
};
export const emptyFinishReason: Deviation = {
  id: 'empty-finish-reason',
  grade: 'deviates',
  message: 'It sends an empty `finish_reason` (`""`).',
  consequence:
    'Clients that ask whether there is a finish reason may take the first piece for the last.',
  fix: 'Send `null` until the last chunk, and there (or in a whole answer) one of OpenAI’s reasons.',
};
export const vendorFinishReason: Deviation = {
  id: 'vendor-finish-reason',
  grade: 'deviates',
  message: 'Its finish reason is none of OpenAI’s.',
  consequence:
    'Clients pass it on or read it as “other”: whoever waits for `stop` or `length` waits in vain.',
  fix: 'Map it to `stop`, `length`, `tool_calls` or `content_filter`.',
};
export const contentAsParts: Deviation = {
  id: 'content-as-parts',
  grade: 'breaks',
  message: 'Its `content` is a list of parts instead of a string.',
  consequence: 'Clients join it to a string: the caller hears “object Object”, or nothing.',
  fix: 'Send `content` as a string; thoughts belong into `reasoning_content`.',
};
const contentNotText: Deviation = {
  id: 'content-not-text',
  grade: 'breaks',
  message: 'Its `content` is neither a string nor null.',
  consequence: 'Clients fail on it, or read aloud what was never meant to be.',
  fix: 'Send `content` as a string; JSON that the model wrote goes into that string.',
};
export const thoughtsInContent: Deviation = {
  id: 'thoughts-in-content',
  grade: 'breaks',
  message: 'Its content begins with the model’s thoughts (`<think>`).',
  consequence: 'The caller hears the model think, before the answer or instead of it.',
  fix: 'Switch on the server’s reasoning parser, which moves thoughts to `reasoning_content`, or switch thinking off.',
};
const usageMissing: Deviation = {
  id: 'usage-missing',
  grade: 'deviates',
  message: 'Its answer has no `usage`.',
  consequence: 'Tokens and costs of its turns are not known.',
  fix: 'Send `usage: {prompt_tokens, completion_tokens, total_tokens}`.',
};
