import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';

/** Answers of status 1xx that a server may send before the real one; each costs time to read. */
const interimAnswersMax = 100;

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

/** An exchange as undici drives it. */
export class RunningExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: ExchangeHandler;
  #controller: Dispatcher.DispatchController | null = null;
  #connecting: Socket | null = null;
  #interimAnswers = 0;
  #over = false;

  constructor(handler: ExchangeHandler) {
    this.#handler = handler;
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
    if (this.#over) controller.abort(new Error('The turn ended before its request was sent.'));
    else this.#handler.onConnected();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#over) return;
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
    this.#over = true;
    this.#handler.onFailed(error);
  }
}
