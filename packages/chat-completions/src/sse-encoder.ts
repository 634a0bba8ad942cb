/** The last event of a stream that ended well. */
export const doneEvent = 'data: [DONE]\n\n';

/** A comment: keeps a connection open and says nothing. Ends in one newline: see openai-python#2722. */
export const keepAliveComment = ': keep-alive\n';

/** One event. `json` must hold no line break, which JSON.stringify guarantees. */
export function dataEvent(json: string): string {
  return `data: ${json}\n\n`;
}
