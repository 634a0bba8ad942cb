import { isRecord } from './is-record.ts';

/** All text of a message's content, refusals with it; `''` where there is none. */
export function textOf(content: unknown, refusal?: string | null): string {
  const said = typeof content === 'string' ? content : textOfParts(content);
  return refusal ? said + refusal : said;
}

function textOfParts(content: unknown): string {
  // Some callers give a tool's result as the object it is.
  if (isRecord(content)) return JSON.stringify(content);
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => {
      if (typeof part === 'string') return part;
      if (!isRecord(part)) return '';
      const text = part['text'] ?? part['refusal'];
      return typeof text === 'string' ? text : '';
    })
    .join('');
}
