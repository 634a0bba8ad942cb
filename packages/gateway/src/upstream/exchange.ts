import type { ResponseHeaders } from './response-reader.ts';

/** Answers of status 1xx that a server may send before the real one; each costs time to read. */
const interimAnswersMax = 100;

/**
 * A kept socket that breaks this soon after a request was written to it, and before an answer's head, had
 * been closed by its server while nothing was asked (RFC 9112 §9.3.1): the news was on its way.
 */
const closedIdleMs = 1_000;

/** What a socket breaks with that its server has closed or reset. */
const closings: ReadonlySet<unknown> = new Set(['ERR_SERVER_CLOSED', 'ECONNRESET', 'EPIPE']);

/** So often a request is sent once more: where a server closes many kept sockets, the next may be one of them. */
const sendingsAgainMax = 3;

/** Called back in this order: connected, head, data …, and once either end or failed. */
export interface ExchangeHandler {
  /** The request is about to be written to a socket. */
  onConnected(): void;
  /** That socket had been closed: another is looked for, and then `onConnected` called again. */
  onDisconnected?(): void;
  onHead(status: number, headers: ResponseHeaders): void;
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

/** An exchange as its connection drives it. */
export class RunningExchange implements Exchange {
  readonly #handler: ExchangeHandler;
  /** Sends the request once more; `null` once its socket can't have been closed for being idle. */
  #sendAgain: (() => void) | null;
  #sendingsAgain = 0;
  /** By `performance.now()`; `null` while nothing was written. */
  #writtenAt: number | null = null;
  #connection: Exchange | null = null;
  #interimAnswers = 0;
  #over = false;

  /** @param sendAgain hands the request to its pool anew; `null` where sockets aren't kept. */
  constructor(handler: ExchangeHandler, sendAgain: (() => void) | null) {
    this.#handler = handler;
    this.#sendAgain = sendAgain;
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection?.abort();
  }

  pause(): void {
    if (!this.#over) this.#connection?.pause();
  }

  resume(): void {
    if (!this.#over) this.#connection?.resume();
  }

  /** @param isNew whether the socket is made for this exchange. */
  takenBy(connection: Exchange, isNew: boolean): void {
    this.#connection = connection;
    if (isNew) this.#sendAgain = null;
  }

  onWriting(): void {
    this.#writtenAt = performance.now();
    this.#handler.onConnected();
  }

  onHead(status: number, headers: ResponseHeaders): void {
    this.#sendAgain = null;
    if (status >= 200) this.#handler.onHead(status, headers);
    else if (++this.#interimAnswers > interimAnswersMax) {
      this.abort();
      this.#handler.onFailed(
        new Error(`It sent more than ${interimAnswersMax} answers of status 1xx.`),
      );
    }
  }

  onData(bytes: Buffer): void {
    this.#handler.onData(bytes);
  }

  onEnd(): void {
    this.#over = true;
    this.#handler.onEnd();
  }

  onBroken(error: Error): void {
    const sendAgain = this.#sendAgain;
    if (sendAgain !== null && this.#wasClosedIdle(error)) {
      this.#sendingsAgain += 1;
      if (this.#sendingsAgain === sendingsAgainMax) this.#sendAgain = null;
      this.#writtenAt = null;
      this.#connection = null;
      this.#handler.onDisconnected?.();
      // Its pool is still about the socket that broke.
      queueMicrotask(() => {
        if (!this.#over) sendAgain();
      });
      return;
    }
    this.#over = true;
    this.#handler.onFailed(error);
  }

  #wasClosedIdle(error: Error): boolean {
    if (this.#writtenAt === null) return true;
    const isClosed = 'code' in error && closings.has(error.code);
    return isClosed && performance.now() - this.#writtenAt < closedIdleMs;
  }
}
