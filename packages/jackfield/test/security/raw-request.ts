import { connect } from 'node:net';

/**
 * Writes these bytes to a server of this machine and gives all that it says until it hangs up.
 * @param hangsUp says nothing more afterwards, so that a server waits for no rest.
 */
export function rawRequest(port: number, bytes: string | Buffer, hangsUp = false): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  // A server that hangs up on what it won't read resets: what it said before that counts.
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(heard));
  if (hangsUp) socket.end(bytes);
  else socket.write(bytes);
  return promise;
}
