import { isAscii } from 'node:buffer';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { dataEvent, errorBody } from '@jackfield/chat-completions';
import type { AgentConfig } from '@jackfield/gateway-config';
import type { ProviderError } from '../providers/provider-error.ts';
import type { AnswerHead, Caller } from '../turn/caller.ts';
import { systemClock, type Clock } from '../turn/clock.ts';
import { errorStatus } from './error-status.ts';
import { afterReading } from '../after-reading.ts';
import type { HttpError } from './http-error.ts';
import { putHead, putRetry } from './put-head.ts';

/** How long a caller may take to read what is left when its answer has ended. */
const readMs = 60_000;

/** What is longer is sent as bytes. */
const textLengthMax = 4_096;

/** A caller at the other end of a node:http response. */
export class HttpCaller implements Caller {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  /** What the answer's head will say, unless it is said otherwise before. */
  readonly #headers: OutgoingHttpHeaders;
  /** Whether a streamed answer is sent in chunks (RFC 9112 §7.1), as to all but HTTP/1.0. */
  #chunked = false;
  /** Events that go out when what has come in this round of the event loop is read, or a whole answer that does. */
  #waiting = '';
  #whole: Buffer | string | null = null;
  #isToFlush = false;
  #left = false;
  #ended = false;
  #onLeft: () => void = () => undefined;

  constructor(response: ServerResponse, requestId: string, clock: Clock = systemClock) {
    this.#response = response;
    this.#clock = clock;
    this.#headers = { 'x-request-id': requestId, 'x-jackfield-attempts': 0 };
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
    this.#headers['content-type'] = 'text/event-stream; charset=utf-8';
    this.#headers['cache-control'] = 'no-cache, no-transform';
    // nginx buffers a streamed answer unless told not to.
    this.#headers['x-accel-buffering'] = 'no';
    this.#response.writeHead(200, this.#headers);
    // Node would write a chunk's size, its bytes and its end apart; here each round is one write.
    this.#chunked = this.#response.chunkedEncoding;
    this.#response.chunkedEncoding = false;
    // The first token waits for nobody, and goes out with the head.
    this.#isToFlush = true;
    process.nextTick(() => this.flush());
  }

  write(events: string): boolean {
    if (this.#gone) return true;
    this.#waiting += events;
    this.#flushLater();
    const { writableHighWaterMark, writableNeedDrain } = this.#response;
    // So much fills the response once it is written, which then says when it has room.
    return this.#waiting.length < writableHighWaterMark && !writableNeedDrain;
  }

  /** Sends what was written since the last time. */
  flush(): void {
    this.#isToFlush = false;
    if (this.#gone) return;
    if (this.#whole !== null) {
      this.#sendJson(200, this.#whole);
      return;
    }
    const framed = this.#takeWaiting();
    if (framed === '') this.#response.flushHeaders();
    // Node keeps room for three bytes a character until a text is sent; a caller may not read for long.
    else this.#response.write(framed.length < textLengthMax ? framed : Buffer.from(framed));
  }

  onDrain(callback: () => void): void {
    this.#response.on('drain', callback);
  }

  end(): void {
    if (this.#gone) return;
    this.#endStream('');
  }

  breakOff(error: ProviderError, deliveredCharacters: number): void {
    if (this.#gone) return;
    const { type } = errorStatus(error.kind);
    const body = errorBody(error.message, type, error.code, error.param);
    // How much of the answer was given: whoever spoke it knows where to go on.
    const told = { error: { ...body.error, delivered_characters: deliveredCharacters } };
    this.#endStream(dataEvent(JSON.stringify(told)));
  }

  answer(head: AnswerHead, json: Buffer | string): void {
    if (this.#gone) return;
    this.#setHead(head);
    // Text goes out with its head in one write, which bytes do not.
    const text = typeof json === 'string' || !isAscii(json) ? json : json.toString('latin1');
    this.#whole = text;
    this.#flushLater();
  }

  fail(error: ProviderError, head: AnswerHead | null): void {
    if (this.#gone) return;
    if (head) this.#setHead(head);
    const { status, type } = errorStatus(error.kind);
    putRetry(this.#headers, error);
    this.#sendJson(status, JSON.stringify(errorBody(error.message, type, error.code, error.param)));
  }

  refuse(error: HttpError): void {
    if (this.#gone) return;
    if (error.status === 413 || error.status === 408) this.#headers.connection = 'close';
    putRetry(this.#headers, error);
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
    putHead(this.#headers, head);
  }

  #sendJson(status: number, json: Buffer | string): void {
    this.#headers['content-type'] = 'application/json';
    this.#headers['content-length'] = Buffer.byteLength(json);
    this.#response.writeHead(status, this.#headers);
    this.#end(json);
  }

  #endStream(last: string): void {
    this.#waiting += last;
    this.#end(this.#takeWaiting() + (this.#chunked ? lastChunk : ''));
  }

  #flushLater(): void {
    if (this.#isToFlush) return;
    this.#isToFlush = true;
    afterReading(this);
  }

  #takeWaiting(): string {
    const events = this.#waiting;
    this.#waiting = '';
    return events !== '' && this.#chunked ? chunk(events) : events;
  }

  #end(last: Buffer | string): void {
    this.#ended = true;
    const response = this.#response;
    response.end(last);
    // What a caller doesn't read would stay in memory, and its socket open, for good.
    if (response.writableLength === 0) return;
    const cancel = this.#clock.after(readMs, () => response.destroy());
    response.once('close', cancel);
  }
}

const lastChunk = '0\r\n\r\n';

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
