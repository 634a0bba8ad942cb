import type { Socket } from 'node:net';
import { errors } from 'undici';

/**
 * Whether a socket ended by bytes that are no HTTP/1.1 answer to its request: what can't be parsed, or
 * came when nothing was asked. A server that merely closes or resets its socket breaks nothing.
 */
export function breaksFraming(error: Error, socket: Socket): boolean {
  if (error instanceof errors.HTTPParserError) return true;
  return error instanceof errors.SocketError && !socket.readableEnded;
}
