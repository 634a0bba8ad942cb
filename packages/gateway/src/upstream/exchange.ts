import type { Dispatcher } from 'undici';

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
