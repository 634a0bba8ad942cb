import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { ProviderCall } from '../../provider.ts';
import { asksForNothing } from '../../treat-fields.ts';

const always = new Set(['model', 'messages', 'stream']);

/**
 * What is still sent to an endpoint that refuses every field it doesn't know. All strict servers
 * seen take these (Mistral's schema, Gemini's compatible endpoint, LM Studio); those of them that
 * an endpoint refuses all the same are named by its check. `n` and `response_format` stay because
 * without them another answer would come than was asked for: its own refusal is more honest.
 */
const usual = new Set([
  ...always,
  'stream_options',
  'temperature',
  'top_p',
  'max_tokens',
  'stop',
  'tools',
  'tool_choice',
  'response_format',
  'n',
]);

/** Meaningless without tools, and so refused by many. */
const aboutTools = ['tool_choice', 'parallel_tool_calls'];

export interface SparedRequest {
  readonly request: ChatCompletionRequest;
  /** Fields left out that asked for something. */
  readonly dropped: readonly string[];
}

/**
 * The request without the fields that this endpoint is known to refuse; the same where it has none.
 * A limit on output tokens moves to the name that is taken, so that no answer runs on.
 */
export function refusedFields({
  request,
  refusedFields: named,
  unknownFieldsRefused,
}: Pick<ProviderCall, 'request' | 'refusedFields' | 'unknownFieldsRefused'>): SparedRequest {
  const refuses = (field: string): boolean =>
    !always.has(field) && (named.includes(field) || (unknownFieldsRefused && !usual.has(field)));
  const kept: ChatCompletionRequest = { ...request };
  const dropped: string[] = [];
  const leaveOut = (field: string): void => {
    const value = kept[field];
    delete kept[field];
    if (!asksForNothing(field, value)) dropped.push(field);
  };
  for (const [from, to] of limits) {
    const limit = kept[from];
    if (!refuses(from) || refuses(to) || limit === null || limit === undefined) continue;
    kept[to] ??= limit;
    delete kept[from];
  }
  for (const field of Object.keys(request)) {
    if (Object.hasOwn(kept, field) && refuses(field)) leaveOut(field);
  }
  if (Object.hasOwn(request, 'tools') && !Object.hasOwn(kept, 'tools')) {
    for (const field of aboutTools) if (Object.hasOwn(kept, field)) leaveOut(field);
  }
  const same = Object.keys(request).every((field) => Object.hasOwn(kept, field));
  return { request: same ? request : kept, dropped };
}

const limits = [
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
] as const;
