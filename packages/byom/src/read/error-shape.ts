import type { AnsweredExchange } from '../endpoint/exchange.ts';
import { answerForm, parseJson } from './answer-form.ts';
import { isFields } from './chunk-reading.ts';

/** In what an error's body differs from OpenAI's `{"error":{"message",…}}`; `null` where it doesn't. */
export function errorShapeProblem({ body }: AnsweredExchange): string | null {
  switch (answerForm(body)) {
    case 'empty':
      return 'The body is empty.';
    case 'html':
      return 'The body is HTML.';
    case 'events':
      return 'The body is a stream of events.';
    case 'json-lines':
    case 'other':
      return 'The body is text.';
    case 'json':
      return jsonProblem(parseJson(body.toString('utf8').replace(/^\uFEFF/, '')));
  }
}

function jsonProblem(json: unknown): string | null {
  if (Array.isArray(json)) return 'The body is an array.';
  if (!isFields(json)) return 'The body is no JSON object.';
  const { error, detail } = json;
  if (typeof error === 'string') return '`error` is a string.';
  if (!isFields(error)) {
    return detail === undefined
      ? 'The body has no `error` object.'
      : 'The body has `detail` in the place of `error`.';
  }
  return typeof error['message'] === 'string' ? null : '`error.message` is missing.';
}

/**
 * The words of an error, from whichever place it has them in; for a report, never to branch on. They
 * are whole: a cut before the credential is masked could leave half of one.
 */
export function errorWords({ body }: Pick<AnsweredExchange, 'body'>): string {
  return wordsOfError(parseJson(body.toString('utf8').replace(/^\uFEFF/, '')));
}

/** The same of an error that was read already: a whole body's JSON, or an event's. */
export function wordsOfError(json: unknown): string {
  const first: unknown = Array.isArray(json) ? json[0] : json;
  if (!isFields(first)) return '';
  const { error, message, detail } = first;
  const words = isFields(error) ? error['message'] : (error ?? message ?? detail);
  return typeof words === 'string' ? words : '';
}
