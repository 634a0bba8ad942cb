/** Pieces of a text, one for each word, which make the text again when joined. */
export function splitWords(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?/g) ?? (text === '' ? [] : [text]);
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
