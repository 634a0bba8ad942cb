import type { Server } from 'node:http';

/**
 * Has a server that doesn't listen treat the connections it is given (`emit('connection', socket)`) as if it
 * did: it keeps a list of them only from its `listening` on, by which it ends slow and idle ones
 * (`setupConnectionsTracking` in Node's lib/_http_server.js).
 */
export function takeConnections(server: Server): void {
  server.emit('listening');
}
