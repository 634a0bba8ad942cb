import type { ServerResponse } from 'node:http';
import { dataEvent, errorBody } from '@jackfield/chat-completions';
import type { AgentConfig } from '@jackfield/gateway-config';
import type { ProviderError } from '../providers/provider-error.ts';
import type { AnswerHead, Caller } from '../turn/caller.ts';
import { droppedHeader } from './dropped-header.ts';
import { errorStatus } from './error-status.ts';
import type { HttpError } from './http-error.ts';

/** A caller at the other end of a node:http response. */
export class HttpCaller implements Caller {
  readonly #response: ServerResponse;
  #left = false;
  #ended = false;
  #onLeft: () => void = () => undefined;

  constructor(response: ServerResponse, requestId: string) {
    this.#response = response;
    response.setHeader('x-request-id', requestId);
    response.on('close', () => {
      if (this.#ended) return;
      this.#left = true;
      this.#onLeft();
    });
    // A reset socket reports here too; `close` follows and says all that matters.
    response.on('error', () => undefined);
  }

  onLeft(callback: () => void): void {
    this.#onLeft = callback;
    if (this.#left) callback();
  }

  /** Whose setting this is about, before any attempt: what an early refusal says too. */
  describe({ setting }: AgentConfig): void {
    if (setting === null || this.#gone) return;
    const [{ model }] = setting.choices;
    this.#setHead({ revision: setting.revision, model: model.id, attempts: 0, dropped: [] });
  }

  begin(head: AnswerHead): void {
    if (this.#gone) return;
    this.#setHead(head);
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx buffers a streamed answer unless told not to.
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  write(events: string): boolean {
    return this.#gone || this.#response.write(events);
  }

  onDrain(callback: () => void): void {
    this.#response.on('drain', callback);
  }

  end(): void {
    if (this.#gone) return;
    this.#ended = true;
    this.#response.end();
  }

  breakOff(error: ProviderError): void {
    if (this.#gone) return;
    this.#ended = true;
    const { type } = errorStatus(error.kind);
    this.#response.end(
      dataEvent(JSON.stringify(errorBody(error.message, type, error.code, error.param))),
    );
  }

  answer(head: AnswerHead, json: Buffer | string): void {
    if (this.#gone) return;
    this.#setHead(head);
    this.#sendJson(200, json);
  }

  fail(error: ProviderError, head: AnswerHead | null): void {
    if (this.#gone) return;
    if (head) this.#setHead(head);
    const { status, type } = errorStatus(error.kind);
    if (error.retryAfterMs !== null) {
      this.#response.setHeader(
        'retry-after',
        String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))),
      );
    }
    // The official SDKs retry every 429 and 5xx unless told that it is of no use.
    if (!error.retryable) this.#response.setHeader('x-should-retry', 'false');
    this.#sendJson(status, JSON.stringify(errorBody(error.message, type, error.code, error.param)));
  }

  refuse(error: HttpError): void {
    if (this.#gone) return;
    if (error.status === 413 || error.status === 408)
      this.#response.setHeader('connection', 'close');
    const body = errorBody(error.message, error.type, error.code, error.param);
    this.#sendJson(error.status, JSON.stringify(body));
  }

  sendJson(status: number, body: object): void {
    if (!this.#gone) this.#sendJson(status, JSON.stringify(body));
  }

  get #gone(): boolean {
    return this.#left || this.#ended;
  }

  #setHead(head: AnswerHead): void {
    this.#response.setHeader('x-jackfield-revision', head.revision);
    this.#response.setHeader('x-jackfield-model', head.model);
    this.#response.setHeader('x-jackfield-attempts', head.attempts);
    if (head.dropped.length > 0) {
      this.#response.setHeader('x-jackfield-dropped', droppedHeader(head.dropped));
    }
  }

  #sendJson(status: number, json: Buffer | string): void {
    this.#ended = true;
    this.#response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
    });
    this.#response.end(json);
  }
}
