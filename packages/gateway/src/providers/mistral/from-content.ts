import { isRecord } from '../is-record.ts';
import { textOf } from '../text-of.ts';

export interface FromContent {
  content: string;
  reasoning_content?: string;
}

/**
 * The text of content that Mistral's reasoning models give as parts: `text` is what is said,
 * `thinking` becomes `reasoning_content`. Parts of other kinds (references) hold no text.
 */
export function fromContent(content: unknown): FromContent {
  if (!Array.isArray(content)) return { content: textOf(content) };
  let said = '';
  let thought = '';
  for (const part of content as unknown[]) {
    if (!isRecord(part)) continue;
    if (part['type'] === 'thinking') thought += textOf(part['thinking']);
    else said += textOf([part]);
  }
  return thought === '' ? { content: said } : { content: said, reasoning_content: thought };
}
