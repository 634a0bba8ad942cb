import type { AnsweredExchange } from '../endpoint/exchange.ts';
import { isFields } from './chunk-reading.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface CompletionReading {
  /** `null` where the body is no JSON object. */
  readonly json: Fields | null;
  readonly choices: readonly Fields[];
  /** The first choice's message; `null` where it has none. */
  readonly message: Fields | null;
  /** The first choice's text, `''` where it has none. */
  readonly content: string;
  readonly finishReason: unknown;
  /** As they came: a list of OpenAI's, or whatever stood in its place. */
  readonly toolCalls: unknown;
}

/** Reads a whole answer leniently: what is missing or of another kind is left for the checks to name. */
export function readCompletion({ body }: Pick<AnsweredExchange, 'body'>): CompletionReading {
  const json = parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  const list = json?.['choices'];
  const choices = Array.isArray(list) ? list.filter(isFields) : [];
  const message = choices[0]?.['message'];
  const read = isFields(message) ? message : null;
  const content = read?.['content'];
  return {
    json,
    choices,
    message: read,
    content: typeof content === 'string' ? content : textOfParts(content),
    finishReason: choices[0]?.['finish_reason'],
    toolCalls: read?.['tool_calls'],
  };
}

function textOfParts(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .filter(isFields)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
