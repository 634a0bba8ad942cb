import type { Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import type { RunningExchange } from './exchange.ts';

/**
 * How long a socket is kept for the next turn. A caller thinks, and speaks, for some seconds between two turns; a new
 * socket costs the first token two round trips. Load balancers close theirs after 60 s and more.
 */
const keptMs = 50_000;

/** A client of undici's, which has one socket at a time, and makes it when it is given a request. */
interface Line {
  readonly client: Client;
  /** What it carries. */
  exchange: RunningExchange | null;
  isConnected: boolean;
  isIdle: boolean;
}

/**
 * The sockets to one server by one credential. Each carries one exchange at a time; of those that wait
 * the one that was used last is taken, as it is the least likely to have been closed meanwhile.
 *
 * Not undici's `Pool`: that takes the first of its clients, connected or not, walks past all that are busy,
 * and doesn't say for which request it connects, which a caller who leaves has to stop.
 */
export class SocketPool {
  readonly #origin: string;
  readonly #options: Client.Options;
  readonly #connect: buildConnector.connector;
  readonly #lines = new Set<Line>();
  /** Connected, the one used last at the end. */
  readonly #idle: Line[] = [];
  #connecting: Line | null = null;

  /** @param keepsSockets `false`: each is closed behind its answer. */
  constructor(origin: string, connect: buildConnector.connector, keepsSockets: boolean) {
    this.#origin = origin;
    this.#connect = connect;
    this.#options = {
      // The attempt's own deadlines end what is slow.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keptMs,
      maxHeaderSize: 64 * 1_024,
      pipelining: keepsSockets ? 1 : 0,
    };
  }

  dispatch(request: Dispatcher.DispatchOptions, exchange: RunningExchange): void {
    const line = this.#idle.pop() ?? this.#open();
    line.exchange = exchange;
    line.isIdle = false;
    line.client.dispatch(request, exchange);
  }

  /** To be told, while its connector runs, the socket that is being connected. */
  connectsBy(socket: Socket): void {
    this.#connecting?.exchange?.connectsBy(socket);
  }

  /** Takes no further exchange; those under way end in their own time. */
  close(): void {
    this.#idle.length = 0;
    for (const { client } of this.#lines) void client.close().catch(() => undefined);
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#lines].map(({ client }) => client.destroy()));
  }

  #open(): Line {
    const client = new Client(this.#origin, {
      ...this.#options,
      connect: (options, callback) => {
        this.#connecting = line;
        this.#connect(options, callback);
        this.#connecting = null;
      },
    });
    const line: Line = { client, exchange: null, isConnected: false, isIdle: false };
    this.#lines.add(line);
    client.on('connect', () => {
      line.isConnected = true;
    });
    client.on('disconnect', () => {
      line.isConnected = false;
      if (line.isIdle) this.#drop(line);
    });
    // It takes another request: its exchange is over, however it went.
    client.on('drain', () => {
      line.exchange = null;
      if (!line.isConnected || client.closed) this.#drop(line);
      else if (!line.isIdle) {
        line.isIdle = true;
        this.#idle.push(line);
      }
    });
    return line;
  }

  #drop(line: Line): void {
    this.#lines.delete(line);
    const index = this.#idle.indexOf(line);
    if (index !== -1) this.#idle.splice(index, 1);
    void line.client.close().catch(() => undefined);
  }
}
