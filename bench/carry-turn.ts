import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Carried {
  /** 0 where the connection broke before an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Until the last byte. */
  readonly ms: number;
  /** Between two reads, in milliseconds. */
  readonly gaps: readonly number[];
  /** What broke the connection; `null` for an answer that came to its end. */
  readonly broke: string | null;
}

export interface Carrying {
  readonly port: number;
  readonly key: string;
  readonly message: string;
  readonly agent: Agent;
  readonly signal?: AbortSignal;
}

/** Carries one streamed turn, and tells how it went; never rejects. */
export function carryTurn({ port, key, message, agent, signal }: Carrying): Promise<Carried> {
  const { promise, resolve } = Promise.withResolvers<Carried>();
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: message }] });
  const startedAt = performance.now();
  const parts: string[] = [];
  const gaps: number[] = [];
  let status = 0;
  let headers: IncomingHttpHeaders = {};
  const end = (broke: string | null): void => {
    resolve({
      status,
      headers,
      text: parts.join(''),
      gaps,
      broke,
      ms: performance.now() - startedAt,
    });
  };
  const call = request(
    {
      host: '127.0.0.1',
      port,
      agent,
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) },
      ...(signal ? { signal } : {}),
    },
    (response) => {
      status = response.statusCode ?? 0;
      ({ headers } = response);
      let last = performance.now();
      response.setEncoding('utf8').on('data', (text: string) => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        // A stream that is only cut off is measured, not kept.
        if (parts.length < 10_000) parts.push(text);
      });
      response.on('end', () => end(null));
      response.on('error', (error) => end(error.message));
    },
  );
  call.on('error', (error) => end(error.message));
  call.end(body);
  return promise;
}

/** Whether the turn was answered whole. */
export function isWhole({ status, text, broke }: Carried): boolean {
  return status === 200 && broke === null && text.endsWith('data: [DONE]\n\n');
}

/** Starts so many turns a second, however long each takes, and gives all that came of them. */
export async function atRate<Result>(
  perSecond: number,
  seconds: number,
  turn: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const startedAt = performance.now();
  const results: Promise<Result>[] = [];
  while (performance.now() - startedAt < seconds * 1_000) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    while (results.length < due) results.push(turn(results.length));
    await pause(2);
  }
  return Promise.all(results);
}
