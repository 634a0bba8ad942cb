import { endpointName, type Endpoint, type GatewayConfig } from '@jackfield/gateway-config';
import { Pool } from 'undici';
import { RunningExchange, type Exchange, type ExchangeHandler } from './exchange.ts';
import { guardedConnector } from './guarded-connector.ts';
import { methodOf } from './method-of.ts';

/**
 * Sends requests to model servers: one socket pool per endpoint and credential version, so that a
 * socket is never shared between two of them. Redirects are not followed.
 */
export class Upstream {
  readonly #pools = new Map<string, Pool>();
  /** Where an endpoint's last request went, as most of its requests go to one URL. */
  #routes = new WeakMap<Endpoint, Route>();
  readonly #ownPorts: ReadonlySet<number>;
  #allowedEndpoints: ReadonlySet<string> = new Set();
  /** The exchange that is being handed to its pool. */
  #dispatching: RunningExchange | null = null;

  constructor(ownPorts: ReadonlySet<number>) {
    this.#ownPorts = ownPorts;
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
    for (const [name, pool] of this.#pools) {
      if (narrowed || !named.has(name)) {
        this.#pools.delete(name);
        // Turns that run on it end in their own time.
        void pool.close().catch(() => undefined);
      }
    }
  }

  /** Without a body it is a GET. */
  send(
    endpoint: Endpoint,
    url: URL,
    headers: Record<string, string>,
    body: string | Buffer | null,
    handler: ExchangeHandler,
  ): Exchange {
    const exchange = new RunningExchange(handler);
    // A pool that has no free socket connects one within `dispatch`, for this request alone.
    this.#dispatching = exchange;
    const { pool, path } = this.#route(endpoint, url);
    pool.dispatch({ method: methodOf(body), path, headers, body }, exchange);
    this.#dispatching = null;
    return exchange;
  }

  #route(endpoint: Endpoint, url: URL): Route {
    const last = this.#routes.get(endpoint);
    if (last !== undefined && last.url === url) return last;
    const route = { url, pool: this.#pool(endpoint, url), path: url.pathname + url.search };
    this.#routes.set(endpoint, route);
    return route;
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #pool(endpoint: Endpoint, url: URL): Pool {
    const name = poolName(endpoint, url);
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      const host = endpointName(url);
      const operatorsWord = new Set([host]);
      pool = new Pool(url.origin, {
        connect: guardedConnector(
          host,
          () => ({
            allowedEndpoints: endpoint.trusted ? operatorsWord : this.#allowedEndpoints,
            ownPorts: this.#ownPorts,
          }),
          (socket) => this.#dispatching?.connectsBy(socket),
          endpoint.tls,
        ),
        // The attempt's own deadlines end what is slow.
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: 64 * 1_024,
        pipelining: 1,
      });
      this.#pools.set(name, pool);
    }
    return pool;
  }
}

interface Route {
  readonly url: URL;
  readonly pool: Pool;
  readonly path: string;
}

function poolName(endpoint: Endpoint, url: URL): string {
  return `${endpoint.poolKey} ${url.origin}`;
}
