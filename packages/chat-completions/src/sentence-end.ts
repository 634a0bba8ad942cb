/** An end mark, what may close after it, and white space; or a mark of CJK scripts; or a new line. */
const end = /[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’」』）]*|\n/g;

/**
 * Where the last whole sentence of a text ends, as an index behind its mark; 0 where there is none.
 * Of a text that still grows, a mark at its very end is no end yet: `3.` may become `3.5`.
 */
export function lastSentenceEnd(text: string): number {
  let last = 0;
  for (const match of text.matchAll(end)) last = match.index + match[0].length;
  return text.slice(0, last).trim() === '' ? 0 : last;
}
