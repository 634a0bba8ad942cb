import type { Server } from 'node:http';
import { createServer, type Server as Listener, type Socket } from 'node:net';
import { takeConnections } from './take-connections.ts';

/** What a stop needs of whoever has the callers' connections. */
export interface FrontServer {
  /** Accepts no new connection; calls back once those it has are closed. */
  close(done: () => void): void;
  closeIdleConnections(): void;
  closeAllConnections(): void;
}

export interface HandingServer extends FrontServer {
  /** Listen on it. */
  readonly listener: Listener;
  /** Has this process answer a connection itself. */
  keep(socket: Socket): void;
}

/** Accepts connections for `server` without reading a byte of them, and gives each to `take`. */
export function handingServer(server: Server, take: (socket: Socket) => void): HandingServer {
  takeConnections(server);
  // As Node's own HTTP server accepts them: small writes go out at once.
  const listener = createServer({ pauseOnConnect: true, noDelay: true }, take);
  return {
    listener,
    keep(socket) {
      server.emit('connection', socket);
      socket.resume();
    },
    close(done) {
      listener.close();
      server.close(() => done());
    },
    closeIdleConnections: () => server.closeIdleConnections(),
    closeAllConnections: () => server.closeAllConnections(),
  };
}
