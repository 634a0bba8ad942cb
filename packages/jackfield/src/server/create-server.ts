import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody } from '@jackfield/chat-completions';
import { HardenedResponse } from './hardened-response.ts';
import { refusedSockets } from './refused-sockets.ts';

/**
 * A server that nobody can hold up by sending slowly, or fill by sending much before a body. Its answers
 * are `HardenedResponse`s.
 */
export function createHardenedServer(listener: RequestListener, headerBytesMax = 16_384): Server {
  const server = createServer(
    {
      ServerResponse: HardenedResponse,
      maxHeaderSize: headerBytesMax,
      headersTimeout: 15_000,
      // Counts the arrival of the request only: an answer may stream for as long as its turn lasts.
      requestTimeout: 60_000,
      connectionsCheckingInterval: 5_000,
      // Longer than the 60 s after which the usual load balancers let an idle connection go.
      keepAliveTimeout: 65_000,
    },
    listener,
  );
  server.on('clientError', refuse);
  return server;
}

const refusals: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request headers are larger than 16 kB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** What is not HTTP never becomes a request; its sender still hears why. */
function refuse(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  if (refusedSockets.has(socket)) {
    socket.destroySoon();
    return;
  }
  const [status, message] = refusals[error.code ?? ''] ?? [
    400,
    'This is not a valid HTTP request.',
  ];
  const body = JSON.stringify(errorBody(message, 'invalid_request_error', 'bad_http_request'));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
