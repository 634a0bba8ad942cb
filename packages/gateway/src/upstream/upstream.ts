import { endpointName, type Endpoint, type GatewayConfig } from '@jackfield/gateway-config';
import { RunningExchange, type Exchange, type ExchangeHandler } from './exchange.ts';
import { guardedConnector } from './guarded-connector.ts';
import { headerProblem } from './request-bytes.ts';
import { SocketPool } from './socket-pool.ts';
import { GatewayStopping } from './transport-errors.ts';

/**
 * Sends requests to model servers: one socket pool per endpoint and credential version, so that a
 * socket is never shared between two of them. What a kept socket can't carry any more, as its server has
 * closed it, is sent on another. A server that has sent what nobody asked for gets a
 * socket for each request: HTTP/1.1 tells by the order alone whose an answer is (RFC 9112 §9.2).
 * Redirects are not followed.
 */
export class Upstream {
  readonly #pools = new Map<string, SocketPool>();
  /** Origins of servers that once broke the framing of HTTP. */
  readonly #outOfStep = new Set<string>();
  readonly #onOutOfStep: (origin: string) => void;
  /** Where an endpoint's last request went, as most of its requests go to one URL. */
  #routes = new WeakMap<Endpoint, Route>();
  readonly #ownPorts: ReadonlySet<number>;
  #allowedEndpoints: ReadonlySet<string> = new Set();
  #isClosed = false;

  /** @param onOutOfStep told once of each server that no socket is used for twice any more. */
  constructor(
    ownPorts: ReadonlySet<number>,
    onOutOfStep: (origin: string) => void = () => undefined,
  ) {
    this.#ownPorts = ownPorts;
    this.#onOutOfStep = onOutOfStep;
  }

  /** Closes the pools of endpoints that a new configuration no longer names or no longer allows. */
  load(config: GatewayConfig): void {
    const before = this.#allowedEndpoints;
    this.#routes = new WeakMap();
    this.#allowedEndpoints = config.allowedEndpoints;
    const narrowed = [...before].some((endpoint) => !config.allowedEndpoints.has(endpoint));
    const named = new Set<string>();
    for (const { endpoint } of config.models.values()) {
      if (endpoint.ready) named.add(poolName(endpoint, new URL(endpoint.baseUrl)));
    }
    this.#retire((name) => narrowed || !named.has(name));
  }

  /** Without a body it is a GET. */
  send(
    endpoint: Endpoint,
    url: URL,
    headers: Record<string, string>,
    body: string | Buffer | null,
    handler: ExchangeHandler,
  ): Exchange {
    const dispatch = (): void => {
      if (this.#isClosed) {
        exchange.onBroken(new GatewayStopping());
        return;
      }
      const { pool, path } = this.#route(endpoint, url);
      pool.send({ path, headers, body }, exchange);
    };
    const problem = headerProblem(headers);
    const exchange = new RunningExchange(handler, problem === null ? dispatch : null);
    if (problem === null) dispatch();
    else exchange.onBroken(problem);
    return exchange;
  }

  #route(endpoint: Endpoint, url: URL): Route {
    const last = this.#routes.get(endpoint);
    if (last !== undefined && last.url === url) return last;
    const route = { url, pool: this.#pool(endpoint, url), path: url.pathname + url.search };
    this.#routes.set(endpoint, route);
    return route;
  }

  /** Exchanges under way fail, and so does what is sent from then on. */
  close(): void {
    this.#isClosed = true;
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    for (const pool of pools) pool.destroy();
  }

  /** Turns that run on these pools end in their own time. */
  #retire(isOver: (name: string) => boolean): void {
    for (const [name, pool] of this.#pools) {
      if (!isOver(name)) continue;
      this.#pools.delete(name);
      pool.close();
    }
  }

  #leaveStep(origin: string): void {
    if (this.#outOfStep.has(origin)) return;
    this.#outOfStep.add(origin);
    this.#routes = new WeakMap();
    this.#retire((name) => name.endsWith(` ${origin}`));
    this.#onOutOfStep(origin);
  }

  #pool(endpoint: Endpoint, url: URL): SocketPool {
    const name = poolName(endpoint, url);
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const host = endpointName(url);
    const operatorsWord = new Set([host]);
    const connect = guardedConnector(
      host,
      () => ({
        allowedEndpoints: endpoint.trusted ? operatorsWord : this.#allowedEndpoints,
        ownPorts: this.#ownPorts,
      }),
      endpoint.tls,
    );
    const { origin } = url;
    const pool = new SocketPool(origin, connect, !this.#outOfStep.has(origin), () =>
      this.#leaveStep(origin),
    );
    this.#pools.set(name, pool);
    return pool;
  }
}

interface Route {
  readonly url: URL;
  readonly pool: SocketPool;
  readonly path: string;
}

function poolName(endpoint: Endpoint, url: URL): string {
  return `${endpoint.poolKey} ${url.origin}`;
}
