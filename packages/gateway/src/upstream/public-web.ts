import { endpointName } from '@jackfield/gateway-config';
import { Client } from 'undici';
import { RunningExchange, type Exchange, type ExchangeHandler } from './exchange.ts';
import { guardedConnector } from './guarded-connector.ts';

/**
 * Gets what URLs in callers' requests name. Dials public addresses only, and the endpoints that the
 * operator allows for this alone: never those that connections may reach. Redirects are not
 * followed, and each answer has a socket of its own, so that none is shared between two callers.
 */
export class PublicWeb {
  readonly #allowedEndpoints: ReadonlySet<string>;
  readonly #ownPorts: ReadonlySet<number>;
  readonly #clients = new Set<Client>();

  constructor(allowedEndpoints: ReadonlySet<string>, ownPorts: ReadonlySet<number>) {
    this.#allowedEndpoints = allowedEndpoints;
    this.#ownPorts = ownPorts;
  }

  /** @param url http or https; @param headers lower-case names, and no credential. */
  get(url: URL, headers: Record<string, string>, handler: ExchangeHandler): Exchange {
    const client = new Client(url.origin, {
      connect: guardedConnector(endpointName(url), () => ({
        allowedEndpoints: this.#allowedEndpoints,
        ownPorts: this.#ownPorts,
      })),
      // Whoever asks has a deadline of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16 * 1_024,
      // Closes the socket after its one answer.
      pipelining: 0,
    });
    this.#clients.add(client);
    const close = (): void => {
      this.#clients.delete(client);
      void client.destroy().catch(() => undefined);
    };
    const closing: ExchangeHandler = {
      onConnected: () => handler.onConnected(),
      onHead: (status, answered) => handler.onHead(status, answered),
      onData: (bytes) => handler.onData(bytes),
      onEnd: () => {
        close();
        handler.onEnd();
      },
      onFailed: (error) => {
        close();
        handler.onFailed(error);
      },
    };
    const exchange = new RunningExchange(closing, null);
    client.dispatch({ method: 'GET', path: url.pathname + url.search, headers }, exchange);
    return {
      pause: () => exchange.pause(),
      resume: () => exchange.resume(),
      abort: () => {
        exchange.abort();
        close();
      },
    };
  }

  async close(): Promise<void> {
    const clients = [...this.#clients];
    this.#clients.clear();
    await Promise.all(clients.map((client) => client.destroy()));
  }
}
