import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';

/** Answers of status 1xx that a server may send before the real one; each costs time to read. */
const interimAnswersMax = 100;

/**
 * A kept socket that breaks this soon after a request was written to it, and before an answer's head, had
 * been closed by its server while nothing was asked (RFC 9112 §9.3.1): the news was on its way.
 */
const closedIdleMs = 1_000;

/** What a socket breaks with that its server has closed or reset. */
const closings: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** So often a request is sent once more: where a server closes many kept sockets, the next may be one of them. */
const sendingsAgainMax = 3;

/** Called back in this order: connected, head, data …, and once either end or failed. */
export interface ExchangeHandler {
  /** The request is about to be written to a socket. */
  onConnected(): void;
  /** That socket had been closed: another is looked for, and then `onConnected` called again. */
  onDisconnected?(): void;
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

/** An exchange as undici drives it. */
export class RunningExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: ExchangeHandler;
  /** Sends the request once more; `null` once its socket can't have been closed for being idle. */
  #sendAgain: (() => void) | null;
  #sendingsAgain = 0;
  #sentAt = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #connecting: Socket | null = null;
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
    const reason = new Error('The turn no longer needs this answer.');
    if (this.#controller === null) this.#connecting?.destroy(reason);
    else this.#controller.abort(reason);
  }

  /** `socket` is being connected for this exchange alone, and is closed if nobody waits for it. */
  connectsBy(socket: Socket): void {
    this.#connecting = socket;
    this.#sendAgain = null;
  }

  pause(): void {
    if (!this.#over) this.#controller?.pause();
  }

  resume(): void {
    if (!this.#over) this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#connecting = null;
    this.#sentAt = performance.now();
    if (this.#over) controller.abort(new Error('The turn ended before its request was sent.'));
    else this.#handler.onConnected();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#over) return;
    this.#sendAgain = null;
    if (status >= 200) this.#handler.onHead(status, headers);
    else if (++this.#interimAnswers > interimAnswersMax) {
      this.abort();
      this.#handler.onFailed(
        new Error(`It sent more than ${interimAnswersMax} answers of status 1xx.`),
      );
    }
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
    const sendAgain = this.#sendAgain;
    if (sendAgain !== null && this.#wasClosedIdle(error)) {
      this.#sendingsAgain += 1;
      if (this.#sendingsAgain === sendingsAgainMax) this.#sendAgain = null;
      this.#controller = null;
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
    const code = 'code' in error ? error.code : null;
    // Without a controller nothing was written yet: undici looks at a socket that has waited, before it uses it again.
    const isFresh = this.#controller === null || performance.now() - this.#sentAt < closedIdleMs;
    return closings.has(code) && isFresh;
  }
}
