import type { ChatCompletion } from '@jackfield/chat-completions';
import { notAnAnswer } from '../not-an-answer.ts';
import type { UpstreamHead } from '../provider.ts';
import { errorInAnswer } from './from-error.ts';

/** One JSON completion. @throws ProviderError when it is none, or says that it failed. */
export function parseCompletion(head: UpstreamHead, body: Buffer): ChatCompletion {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString());
  } catch (cause) {
    throw notAnAnswer(head, body, cause);
  }
  const failure = errorInAnswer(parsed);
  if (failure !== null) throw failure;
  if (!isCompletion(parsed)) throw notAnAnswer(head, body);
  return parsed;
}

function isCompletion(value: unknown): value is ChatCompletion {
  if (typeof value !== 'object' || value === null || !('choices' in value)) return false;
  const { choices } = value;
  return (
    Array.isArray(choices) &&
    choices.length > 0 &&
    choices.every(
      (choice: unknown) =>
        typeof choice === 'object' &&
        choice !== null &&
        'message' in choice &&
        typeof choice.message === 'object' &&
        choice.message !== null,
    )
  );
}
