import type { ServerResponse } from 'node:http';
import { dataEvent, errorBody } from '@jackfield/chat-completions';
import type { AgentConfig } from '@jackfield/gateway-config';
import type { ProviderError } from '../providers/provider-error.ts';
import type { AnswerHead, Caller } from '../turn/caller.ts';
import { systemClock, type Clock } from '../turn/clock.ts';
import { errorStatus } from './error-status.ts';
import { serverTiming } from './server-timing.ts';
import type { HttpError } from './http-error.ts';

/** How long a caller may take to read what is left when its answer has ended. */
const readMs = 60_000;

/** What is longer is sent as bytes. */
const textLengthMax = 4_096;

/** A caller at the other end of a node:http response. */
export class HttpCaller implements Caller {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #left = false;
  #ended = false;
  #onLeft: () => void = () => undefined;

  constructor(response: ServerResponse, requestId: string, clock: Clock = systemClock) {
    this.#response = response;
    this.#clock = clock;
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
    this.#setHead({
      revision: setting.revision,
      model: model.id,
      attempts: 0,
      dropped: [],
      story: [],
    });
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
    if (this.#gone) return true;
    // Node keeps room for three bytes a character until a text is sent; a caller may not read for long.
    return this.#response.write(events.length < textLengthMax ? events : Buffer.from(events));
  }

  onDrain(callback: () => void): void {
    this.#response.on('drain', callback);
  }

  end(): void {
    if (this.#gone) return;
    this.#end();
  }

  breakOff(error: ProviderError, deliveredCharacters: number): void {
    if (this.#gone) return;
    const { type } = errorStatus(error.kind);
    const body = errorBody(error.message, type, error.code, error.param);
    // How much of the answer was given: whoever spoke it knows where to go on.
    const told = { error: { ...body.error, delivered_characters: deliveredCharacters } };
    this.#end(dataEvent(JSON.stringify(told)));
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
    this.#setRetryAfter(error.retryAfterMs);
    // The official SDKs retry every 429 and 5xx unless told that it is of no use.
    if (!error.retryable) this.#response.setHeader('x-should-retry', 'false');
    this.#sendJson(status, JSON.stringify(errorBody(error.message, type, error.code, error.param)));
  }

  refuse(error: HttpError): void {
    if (this.#gone) return;
    if (error.status === 413 || error.status === 408)
      this.#response.setHeader('connection', 'close');
    this.#setRetryAfter(error.retryAfterMs);
    const body = errorBody(error.message, error.type, error.code, error.param);
    this.#sendJson(error.status, JSON.stringify(body));
  }

  sendJson(status: number, body: object): void {
    if (!this.#gone) this.#sendJson(status, JSON.stringify(body));
  }

  get #gone(): boolean {
    return this.#left || this.#ended;
  }

  #setRetryAfter(ms: number | null): void {
    if (ms === null) return;
    this.#response.setHeader('retry-after', String(Math.max(1, Math.ceil(ms / 1_000))));
  }

  #setHead(head: AnswerHead): void {
    this.#response.setHeader('x-jackfield-revision', head.revision);
    this.#response.setHeader('x-jackfield-model', head.model);
    this.#response.setHeader('x-jackfield-attempts', head.attempts);
    if (head.story.length > 0) this.#response.setHeader('server-timing', serverTiming(head.story));
    if (head.dropped.length > 0) {
      this.#response.setHeader('x-jackfield-dropped', head.dropped.join(', '));
    }
  }

  #sendJson(status: number, json: Buffer | string): void {
    this.#response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
    });
    this.#end(json);
  }

  #end(last?: Buffer | string): void {
    this.#ended = true;
    const response = this.#response;
    if (last === undefined) response.end();
    else response.end(last);
    // What a caller doesn't read would stay in memory, and its socket open, for good.
    if (response.writableLength === 0) return;
    const cancel = this.#clock.after(readMs, () => response.destroy());
    response.once('close', cancel);
  }
}
