import { endpointName, type Endpoint, type GatewayConfig } from '@jackfield/gateway-config';
import { Pool, type Dispatcher } from 'undici';
import { guardedConnector } from './guarded-connector.ts';
import { methodOf } from './method-of.ts';

/** Called back in this order: connected, head, data …, and once either end or failed. */
export interface ExchangeHandler {
  /** The request is about to be written to a socket. */
  onConnected(): void;
  onHead(status: number, headers: Record<string, string | string[] | undefined>): void;
  onData(bytes: Buffer): void;
  onEnd(): void;
  onFailed(error: Error): void;
}

/** One request under way. Nothing is called back after `abort`. */
export interface Exchange {
  abort(): void;
  pause(): void;
  resume(): void;
}

/**
 * Sends requests to model servers: one socket pool per endpoint and credential version, so that a
 * socket is never shared between two of them. Redirects are not followed.
 */
export class Upstream {
  readonly #pools = new Map<string, Pool>();
  readonly #ownPorts: ReadonlySet<number>;
  #allowedEndpoints: ReadonlySet<string> = new Set();

  constructor(ownPorts: ReadonlySet<number>) {
    this.#ownPorts = ownPorts;
  }

  /** Closes the pools of endpoints that a new configuration no longer names or no longer allows. */
  load(config: GatewayConfig): void {
    const before = this.#allowedEndpoints;
    this.#allowedEndpoints = config.allowedEndpoints;
    const narrowed = [...before].some((endpoint) => !config.allowedEndpoints.has(endpoint));
    const named = new Set<string>();
    for (const agent of config.agentsById.values()) {
      for (const { model } of agent.setting?.choices ?? []) {
        if (model.endpoint.ready)
          named.add(poolName(model.endpoint, new URL(model.endpoint.baseUrl)));
      }
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
    body: string | null,
    handler: ExchangeHandler,
  ): Exchange {
    const exchange = new RunningExchange(handler);
    this.#pool(endpoint, url).dispatch(
      { method: methodOf(body), path: url.pathname + url.search, headers, body },
      exchange,
    );
    return exchange;
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
        connect: guardedConnector(host, () => ({
          allowedEndpoints: endpoint.trusted ? operatorsWord : this.#allowedEndpoints,
          ownPorts: this.#ownPorts,
        })),
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

function poolName(endpoint: Endpoint, url: URL): string {
  return `${endpoint.poolKey} ${url.origin}`;
}

class RunningExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: ExchangeHandler;
  #controller: Dispatcher.DispatchController | null = null;
  #over = false;

  constructor(handler: ExchangeHandler) {
    this.#handler = handler;
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.abort(new Error('The turn no longer needs this answer.'));
  }

  pause(): void {
    if (!this.#over) this.#controller?.pause();
  }

  resume(): void {
    if (!this.#over) this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('The turn ended before its request was sent.'));
    else this.#handler.onConnected();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx answers come before the real one.
    if (!this.#over && status >= 200) this.#handler.onHead(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (!this.#over) this.#handler.onData(bytes);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    this.#handler.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#handler.onFailed(error);
  }
}
