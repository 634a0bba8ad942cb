import type { RequestListener } from 'node:http';
import type { FrontServer } from './server/front-server.ts';

/** Counts the answers under way, so that a stop can wait for them. */
export class TurnsInFlight {
  #count = 0;
  /** Whether callers are told to open their next connection elsewhere. */
  #sendsAway = false;
  #draining: { server: FrontServer; done: () => void } | null = null;

  get underWay(): number {
    return this.#count;
  }

  /** `listener`, counted. */
  count(listener: RequestListener): RequestListener {
    return (request, response) => {
      this.#count += 1;
      // A caller with an open connection is answered once more.
      if (this.#sendsAway) response.setHeader('connection', 'close');
      response.on('close', () => {
        this.#count -= 1;
        this.#draining?.server.closeIdleConnections();
        if (this.#count === 0) this.#draining?.done();
      });
      listener(request, response);
    };
  }

  /**
   * For this long still answers all who come, and lets none of them keep its connection: time for load
   * balancers to find out that it is not ready, before a connection of theirs is refused.
   */
  async sendAway(ms: number): Promise<void> {
    this.#sendsAway = true;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /**
   * Accepts no new connection on `server` and resolves with the number of answers that had to be cut
   * off because `deadlineMs` passed.
   */
  async drain(server: FrontServer, deadlineMs: number): Promise<number> {
    const { promise: idle, resolve } = Promise.withResolvers<void>();
    this.#sendsAway = true;
    this.#draining = { server, done: resolve };
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    server.close(() => close());
    if (this.#count > 0) {
      const timer = setTimeout(resolve, deadlineMs);
      await idle;
      clearTimeout(timer);
    }
    const cut = this.#count;
    server.closeAllConnections();
    await closed;
    return cut;
  }
}
