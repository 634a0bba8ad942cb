import type { RunningExchange } from './exchange.ts';
import type { Connector } from './guarded-connector.ts';
import { HttpConnection, type ConnectionOwner } from './http-connection.ts';
import type { UpstreamRequest } from './request-bytes.ts';
import { GatewayStopping } from './transport-errors.ts';

/**
 * How long a socket is kept for the next turn. A caller thinks, and speaks, for some seconds between two turns; a new
 * socket costs the first token two round trips. Load balancers close theirs after 60 s and more.
 */
const keptMs = 50_000;

/** So much sooner than its server says that it closes a socket we close it, as requests are under way for a while. */
const closedEarlierMs = 2_000;

/** How often sockets that have waited too long are looked for. */
const lookEveryMs = 5_000;

interface Idle {
  readonly connection: HttpConnection;
  /** By `performance.now()`. */
  readonly until: number;
}

/**
 * The sockets to one server by one credential. Each carries one exchange at a time; of those that wait
 * the one that was used last is taken, as it is the least likely to have been closed meanwhile.
 */
export class SocketPool implements ConnectionOwner {
  readonly #origin: URL;
  readonly #connector: Connector;
  readonly #keepsSockets: boolean;
  readonly #onBrokenFraming: () => void;
  readonly #connections = new Set<HttpConnection>();
  /** The one used last at the end. */
  #idle: Idle[] = [];
  #looking: NodeJS.Timeout | null = null;
  #isClosed = false;

  /** @param keepsSockets `false`: each is closed behind its answer. */
  constructor(
    origin: string,
    connector: Connector,
    keepsSockets: boolean,
    onBrokenFraming: () => void,
  ) {
    this.#origin = new URL(origin);
    this.#connector = connector;
    this.#keepsSockets = keepsSockets;
    this.#onBrokenFraming = onBrokenFraming;
  }

  send(request: UpstreamRequest, exchange: RunningExchange): void {
    (this.#takeIdle() ?? this.#open()).send(request, exchange);
  }

  /** Takes no further exchange; those under way end in their own time. */
  close(): void {
    this.#isClosed = true;
    const idle = this.#idle;
    this.#idle = [];
    for (const { connection } of idle) connection.close();
  }

  /** Those under way fail. */
  destroy(): void {
    this.#isClosed = true;
    for (const connection of this.#connections) connection.break(new GatewayStopping());
  }

  #takeIdle(): HttpConnection | null {
    const now = performance.now();
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return null;
      if (idle.until > now) return idle.connection;
      idle.connection.close();
    }
  }

  #open(): HttpConnection {
    const connection = new HttpConnection(this.#origin, this.#connector, this.#keepsSockets, this);
    this.#connections.add(connection);
    return connection;
  }

  onIdle(connection: HttpConnection, keepsMs: number | null): void {
    const ms = Math.min(keptMs, (keepsMs ?? Number.POSITIVE_INFINITY) - closedEarlierMs);
    if (this.#isClosed || ms <= 0) {
      connection.close();
      return;
    }
    this.#idle.push({ connection, until: performance.now() + ms });
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }

  onClosed(connection: HttpConnection): void {
    this.#connections.delete(connection);
    const index = this.#idle.findIndex((idle) => idle.connection === connection);
    if (index !== -1) this.#idle.splice(index, 1);
  }

  onBrokenFraming(): void {
    this.#onBrokenFraming();
  }

  #look(): void {
    const now = performance.now();
    const over = this.#idle.filter(({ until }) => until <= now);
    for (const { connection } of over) connection.close();
    if (this.#idle.length > 0 || this.#looking === null) return;
    clearInterval(this.#looking);
    this.#looking = null;
  }
}
