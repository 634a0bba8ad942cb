import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Transmission } from './break-answer.ts';
import { pause, type Pace } from './pace.ts';

export interface Head {
  status: number;
  headers: Record<string, string>;
}

/** Writes an answer at its pace; without one, in a single write. Returns when there is no more to write. */
export async function transmit(
  response: ServerResponse,
  head: Head,
  { pieces, ending }: Transmission,
  pace: Pace | undefined,
  gone: AbortSignal,
): Promise<void> {
  await pause(pace?.headersMs ?? 0, gone);
  response.writeHead(head.status, head.headers);
  if (pace === undefined) {
    await write(response, joined(pieces), ending, gone);
    return;
  }
  response.flushHeaders();
  await pause(pace.firstTokenMs, gone);
  for (const [i, piece] of pieces.entries()) {
    if (gone.aborted) return;
    if (i > 0) await nextTurn(pace.gapMs, gone);
    await write(response, piece, undefined, gone);
  }
  await write(response, '', ending, gone);
}

/** Every byte a piece of its own. */
export function inBytes(pieces: Transmission['pieces']): Buffer[] {
  const all = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  return Array.from(all, (_byte, i) => all.subarray(i, i + 1));
}

async function nextTurn(gapMs: number, gone: AbortSignal): Promise<void> {
  if (gapMs > 0) await pause(gapMs, gone);
  else await new Promise((resolve) => setImmediate(resolve));
}

async function write(
  response: ServerResponse,
  bytes: string | Buffer,
  ending: Transmission['ending'] | undefined,
  gone: AbortSignal,
): Promise<void> {
  if (gone.aborted) return;
  if (ending === 'end') {
    response.end(bytes);
    return;
  }
  if (bytes.length === 0) response.flushHeaders();
  else if (!response.write(bytes)) await drained(response, gone);
  if (ending === 'cut' || ending === 'reset') {
    await flushed(response, gone);
    if (ending === 'cut') response.socket?.destroySoon();
    else response.socket?.resetAndDestroy();
  }
}

async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  // Rejects when the caller goes first: the next write asks the signal itself.
  await once(response, 'drain', { signal: gone }).catch(() => undefined);
}

/** Until what was written has left for the caller; an abort throws away what has not. */
async function flushed(response: ServerResponse, gone: AbortSignal): Promise<void> {
  while (unsent(response) > 0 && !gone.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function unsent({ socket }: ServerResponse): number {
  return socket?.writableLength ?? 0;
}

function joined(pieces: Transmission['pieces']): string | Buffer {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  if (texts.length === pieces.length) return texts.join('');
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}
