/** Bytes of HTTP/1.1 and of OpenAI's answers, as a server writes them that no library holds back. */
export interface Said {
  readonly streamed: boolean;
  readonly parts: readonly string[];
}

/** The answer's body, in the pieces in which it is sent. */
export function bodyOf({ streamed, parts }: Said): readonly string[] {
  if (!streamed) return [JSON.stringify(completion(parts.join('')))];
  return [
    event({ role: 'assistant', content: '' }),
    ...parts.map((content) => event({ content })),
    `${event({}, 'stop')}data: [DONE]\n\n`,
  ];
}

export function event(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
  return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
}

function completion(content: string): object {
  const message = { role: 'assistant', content, refusal: null };
  return {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

export function contentType(streamed: boolean): string {
  return `content-type: ${streamed ? 'text/event-stream' : 'application/json'}\r\n`;
}

export function ok(headers: string): string {
  return `HTTP/1.1 200 OK\r\n${headers}\r\n`;
}

export function chunkOf(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const lastChunk = '0\r\n\r\n';

/** A whole answer with its length, in one piece. */
export function sized(said: Said, more = ''): string {
  const body = bodyOf(said).join('');
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  return ok(contentType(said.streamed) + length + more) + body;
}

/** A whole answer in chunks, in one piece. */
export function chunked(said: Said, more = ''): string {
  const head = ok(`${contentType(said.streamed)}transfer-encoding: chunked\r\n${more}`);
  return head + bodyOf(said).map(chunkOf).join('') + lastChunk;
}
