import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';

/** Answers of status 1xx that a server may send before the real one; each costs time to read. */
const interimAnswersMax = 100;

/**
 * A kept socket that breaks this soon after a request was written to it, and before a byte of an answer, had
 * been closed by its server while nothing was asked (RFC 9112 §9.3.1): the news was on its way.
 */
const closedIdleMs = 1_000;

/** What a socket breaks with that its server has closed or reset. */
const closings: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** Called back in this order: connected, head, data …, and once either end or failed. */
export interface ExchangeHandler {
  /** The request is about to be written to a socket; again if that one was closed already. */
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

/** An exchange as undici drives it. */
export class RunningExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: ExchangeHandler;
  /** Sends the request once more; `null` once its socket can't have been closed for being idle. */
  #sendAgain: (() => void) | null;
  #sentAt = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #connecting: Socket | null = null;
  #interimAnswers = 0;
  #over = false;

  /** @param sendAgain hands the request to its pool anew, called once at most; `null` where sockets aren't kept. */
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
      this.#sendAgain = null;
      this.#controller = null;
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
    return closings.has(code) && performance.now() - this.#sentAt < closedIdleMs;
  }
}
