import { Agent, request as ask, type IncomingMessage, type RequestListener } from 'node:http';
import { pipeline } from 'node:stream';
import { errorBody } from '@jackfield/chat-completions';
import type { DoorKey } from './messages.ts';

export const tokenHeader = 'x-jackfield-worker-token';
export const addressHeader = 'x-jackfield-peer-address';

/** Said about a connection, not about what is carried over it (RFC 9110 §7.6.1). */
const ofTheConnection = ['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'te'];
const notForwarded = new Set([...ofTheConnection, 'expect', tokenHeader, addressHeader]);
const notAnswered = new Set([...ofTheConnection, 'transfer-encoding']);

/**
 * Has the main process answer what a worker doesn't, both ways as it comes: the request as it was sent,
 * the answer as it is given. A caller who leaves takes the request to the main process along.
 */
export function forwardToMain({ path, token }: DoorKey): RequestListener {
  const agent = new Agent({ keepAlive: true });
  return (request, response) => {
    // The main process says them itself, as it would without us.
    for (const name of response.getHeaderNames()) {
      if (name !== 'connection') response.removeHeader(name);
    }
    const forwarded = ask({
      socketPath: path,
      agent,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: [
        ...headersWithout(notForwarded, request.rawHeaders),
        tokenHeader,
        token,
        addressHeader,
        request.socket.remoteAddress ?? '',
      ],
    });
    forwarded.once('response', (answer: IncomingMessage) => {
      const { statusCode = 502, statusMessage, rawHeaders } = answer;
      const headers = headersWithout(notAnswered, rawHeaders);
      if (saysClose(answer)) headers.push('connection', 'close');
      response.writeHead(statusCode, statusMessage, headers);
      response.flushHeaders();
      pipeline(answer, response, () => {});
    });
    forwarded.on('error', (error: NodeJS.ErrnoException) => {
      const neverReached = error.syscall === 'connect' && !response.headersSent;
      if (neverReached) refuse(response);
      // As if the main process had broken the connection itself: what it did by then nobody knows.
      else response.destroy();
    });
    response.once('close', () => forwarded.destroy());
    // Not a pipeline: who is answered before all was sent is not cut off for that.
    request.pipe(forwarded);
  };
}

function headersWithout(left: ReadonlySet<string>, raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2);
    if (!left.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function saysClose({ headers }: IncomingMessage): boolean {
  return headers.connection?.toLowerCase() === 'close';
}

function refuse(response: Parameters<RequestListener>[1]): void {
  const message = 'Jackfield’s main process does not answer. Try again in a second.';
  response.writeHead(503, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'retry-after': '1',
  });
  response.end(JSON.stringify(errorBody(message, 'server_error', 'main_process_unreachable')));
}
