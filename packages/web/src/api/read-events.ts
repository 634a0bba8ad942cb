import { brokenOff } from './api-problem.ts';

export interface NamedEvent {
  /** What `event:` says; empty where it says nothing. */
  readonly name: string;
  readonly data: string;
}

/** The data of each server-sent event; see {@link readNamedEvents}. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const { data } of readNamedEvents(body)) yield data;
}

/**
 * Gives each server-sent event as soon as its blank line has come, wherever the bytes were cut; comments
 * and other fields are passed over. Throws an `ApiProblem` where the bytes break off.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* readNamedEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<NamedEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let name = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await nextOf(reader);
      rest += decoder.decode(value, { stream: !done });
      // A carriage return at the very end may be the first half of a line's end.
      const complete = !done && rest.endsWith('\r') ? rest.slice(0, -1) : rest;
      const lines = complete.split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + rest.slice(complete.length);
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { name, data: data.join('\n') };
          name = '';
          data = [];
        } else if (line.startsWith('event:')) {
          name = line.slice(6).replace(/^ /, '');
        } else if (line === 'data' || line.startsWith('data:')) {
          data.push(line.slice(5).replace(/^ /, ''));
        }
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A browser says no more of it than "network error". */
async function nextOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    throw brokenOff();
  }
}
