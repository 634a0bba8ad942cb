import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.ts';

/** Plays the faults that come before any answer; false when an answer is still to come. */
export async function breakConnection(
  response: ServerResponse,
  fault: Fault,
  gone: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case 'reset-before-headers':
      response.socket?.resetAndDestroy();
      return true;
    case 'close-before-headers':
      response.socket?.destroy();
      return true;
    case 'silence-before-headers':
      return true;
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>');
      return true;
    case 'redirect':
      response.writeHead(307, { location: fault.to });
      response.end();
      return true;
    case '1xx-storm':
      return await storm(response, fault.count, gone);
    default:
      return false;
  }
}

const informational = 'HTTP/1.1 102 Processing\r\n\r\n';
const atOnce = 50;

/** Informational responses, as many as asked for or until the caller has had enough. */
async function storm(response: ServerResponse, count: number, gone: AbortSignal): Promise<boolean> {
  const { socket } = response;
  if (socket === null) return true;
  for (let left = count; left > 0; left -= atOnce) {
    if (gone.aborted) return true;
    const sent = socket.write(informational.repeat(Math.min(left, atOnce)));
    // Rejects when the caller goes first, which the next round sees.
    if (!sent) await once(socket, 'drain', { signal: gone }).catch(() => undefined);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}
