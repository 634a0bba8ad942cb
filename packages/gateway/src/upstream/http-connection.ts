import type { Socket } from 'node:net';
import { afterReading } from '../after-reading.ts';
import type { RunningExchange } from './exchange.ts';
import type { Connector } from './guarded-connector.ts';
import { requestBytes, type UpstreamRequest } from './request-bytes.ts';
import { ResponseReader } from './response-reader.ts';
import { BrokenFraming, ServerClosed } from './transport-errors.ts';

/** Told what becomes of a connection. */
export interface ConnectionOwner {
  /** Its answer was whole, and it takes another request, for as long as its server said. */
  onIdle(connection: HttpConnection, keepsMs: number | null): void;
  /** It takes none any more. */
  onClosed(connection: HttpConnection): void;
  /** Its server sent what is no answer. Told before the exchange is. */
  onBrokenFraming(): void;
}

/**
 * One socket to a server, HTTP/1.1, which carries one exchange at a time. Guarantees that an answer's bytes
 * go to the exchange whose request was written last, and that bytes which came when nothing was asked
 * are never taken for an answer: what has come is read before a request is written.
 */
export class HttpConnection {
  readonly #origin: URL;
  readonly #connector: Connector;
  readonly #keepsSocket: boolean;
  readonly #owner: ConnectionOwner;
  readonly #reader: ResponseReader;
  /** While it is being connected, too. */
  #socket: Socket | null = null;
  #isConnected = false;
  #isClosed = false;
  #exchange: RunningExchange | null = null;
  /** What is to be written, once all that has come is read. */
  #request: UpstreamRequest | null = null;
  /** The answer is whole, and the server keeps its side of the socket. */
  #isWhole = false;
  #serverKeepsMs: number | null = null;

  /** @param keepsSocket `false`: it is closed behind its answer. */
  constructor(origin: URL, connector: Connector, keepsSocket: boolean, owner: ConnectionOwner) {
    this.#origin = origin;
    this.#connector = connector;
    this.#keepsSocket = keepsSocket;
    this.#owner = owner;
    this.#reader = new ResponseReader({
      onHead: (status, headers) => this.#exchange?.onHead(status, headers),
      onData: (bytes) => this.#exchange?.onData(bytes),
      onEnd: (keeps, keepsMs) => this.#takeEnd(keeps, keepsMs),
    });
  }

  /** Only while it carries nothing. */
  send(request: UpstreamRequest, exchange: RunningExchange): void {
    this.#exchange = exchange;
    this.#request = request;
    exchange.takenBy(this, !this.#isConnected);
    if (this.#isConnected) afterReading(this);
    else this.#connect();
  }

  /** Ends the exchange without a word to it. */
  abort(): void {
    this.#exchange = null;
    this.close();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Its exchange fails, if it carries one. */
  break(error: Error): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.close();
    exchange?.onBroken(error);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#request = null;
    this.#reader.stop();
    this.#socket?.destroy();
    this.#owner.onClosed(this);
  }

  /** Writes the request. */
  flush(): void {
    const request = this.#request;
    // It was closed meanwhile, or nobody waits for the answer any more.
    if (request === null) return;
    this.#request = null;
    this.#exchange?.onWriting();
    if (this.#isClosed) return;
    this.#reader.expect();
    for (const bytes of requestBytes(request, this.#origin.host, this.#keepsSocket)) {
      this.#socket?.write(bytes);
    }
  }

  #connect(): void {
    const { host, protocol, port } = this.#origin;
    const hostname = this.#origin.hostname.replace(/^\[|\]$/g, '');
    this.#socket = this.#connector({ host, hostname, protocol, port }, (error) => {
      if (error !== null) this.break(error);
      else if (!this.#isClosed) this.#useSocket();
    });
  }

  #useSocket(): void {
    this.#isConnected = true;
    this.#socket?.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#socket?.on('end', () => this.#read(null));
    this.#socket?.on('error', (error) => this.break(error));
    this.#socket?.on('close', () => this.break(new ServerClosed()));
    afterReading(this);
  }

  /** @param bytes `null` where the server sends no more. */
  #read(bytes: Buffer | null): void {
    if (this.#isClosed) return;
    try {
      if (bytes === null) this.#reader.end();
      else this.#reader.push(bytes);
    } catch (error) {
      if (error instanceof BrokenFraming) this.#owner.onBrokenFraming();
      this.break(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    // Here, so that what came behind the answer is seen before the next request is sent.
    if (this.#isWhole) this.#rest();
  }

  #takeEnd(keeps: boolean, keepsMs: number | null): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#serverKeepsMs = keepsMs;
    this.#isWhole = keeps && this.#keepsSocket;
    exchange?.onEnd();
    if (!this.#isWhole) this.close();
  }

  #rest(): void {
    this.#isWhole = false;
    // Over TLS what was written is told to be gone only after the round.
    if (this.#socket?.writableLength === 0) this.#beIdle();
    else setImmediate(() => this.#beIdle());
  }

  #beIdle(): void {
    if (this.#isClosed) return;
    // A server that has answered before it had the whole request may not read the rest.
    if (this.#socket?.writableLength !== 0) {
      this.close();
      return;
    }
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#owner.onIdle(this, this.#serverKeepsMs);
  }
}
