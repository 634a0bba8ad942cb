import { endpointName } from '@jackfield/gateway-config';
import { RunningExchange, type Exchange, type ExchangeHandler } from './exchange.ts';
import { guardedConnector } from './guarded-connector.ts';
import { HttpConnection } from './http-connection.ts';
import { GatewayStopping } from './transport-errors.ts';

/**
 * Gets what URLs in callers' requests name. Dials public addresses only, and the endpoints that the
 * operator allows for this alone: never those that connections may reach. Redirects are not
 * followed, and each answer has a socket of its own, so that none is shared between two callers.
 */
export class PublicWeb {
  readonly #allowedEndpoints: ReadonlySet<string>;
  readonly #ownPorts: ReadonlySet<number>;
  readonly #connections = new Set<HttpConnection>();

  constructor(allowedEndpoints: ReadonlySet<string>, ownPorts: ReadonlySet<number>) {
    this.#allowedEndpoints = allowedEndpoints;
    this.#ownPorts = ownPorts;
  }

  /** @param url http or https; @param headers lower-case names, and no credential. */
  get(url: URL, headers: Record<string, string>, handler: ExchangeHandler): Exchange {
    const connector = guardedConnector(endpointName(url), () => ({
      allowedEndpoints: this.#allowedEndpoints,
      ownPorts: this.#ownPorts,
    }));
    const connection = new HttpConnection(new URL(url.origin), connector, false, {
      // A server that breaks the framing breaks it for this answer alone.
      onBrokenFraming: () => undefined,
      onIdle: () => connection.close(),
      onClosed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    const exchange = new RunningExchange(handler, null);
    connection.send({ path: url.pathname + url.search, headers, body: null }, exchange);
    return exchange;
  }

  close(): void {
    for (const connection of this.#connections) connection.break(new GatewayStopping());
  }
}
