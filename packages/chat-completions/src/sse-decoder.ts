const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

export interface SseEvent {
  /** The `event:` field; `''` where there was none. */
  readonly name: string;
  /** The `data:` lines, joined by a newline. */
  readonly data: string;
}

/** An upstream sent one event larger than `eventBytesMax`. */
export class SseEventTooLarge extends Error {
  constructor(eventBytesMax: number) {
    super(`One server-sent event is larger than ${eventBytesMax} bytes.`);
    this.name = 'SseEventTooLarge';
  }
}

/**
 * Decodes server-sent events from bytes cut anywhere: LF, CRLF and CR line ends, a byte order mark,
 * comments, fields with and without a space, characters split across reads.
 *
 * An event that the stream's end leaves unfinished is discarded, as the standard says.
 * One deviation of real servers is understood: a line `error: …` is an event named `error`.
 * @throws SseEventTooLarge from `push`.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class SseDecoder {
  readonly #onEvent: (event: SseEvent) => void;
  readonly #eventBytesMax: number;
  /** The bytes of an unfinished line, kept apart so that a long line isn't copied at each read. */
  #unfinished: Buffer[] = [];
  #unfinishedBytes = 0;
  #skipLf = false;
  #atStart = true;
  #name = '';
  #data: string | null = null;
  #eventBytes = 0;

  constructor(onEvent: (event: SseEvent) => void, eventBytesMax = 1_048_576) {
    this.#onEvent = onEvent;
    this.#eventBytesMax = eventBytesMax;
  }

  push(bytes: Buffer): void {
    let position = 0;
    if (this.#skipLf && bytes.length > 0) {
      if (bytes[0] === LF) position = 1;
      this.#skipLf = false;
    }
    let nextCr = bytes.indexOf(CR, position);
    while (position < bytes.length) {
      const lf = bytes.indexOf(LF, position);
      if (nextCr !== -1 && nextCr < position) nextCr = bytes.indexOf(CR, position);
      const isCr = nextCr !== -1 && (lf === -1 || nextCr < lf);
      const end = isCr ? nextCr : lf;
      if (end === -1) {
        this.#keep(bytes.subarray(position));
        return;
      }
      this.#takeLine(bytes, position, end);
      position = end + 1;
      if (isCr) {
        if (position === bytes.length) this.#skipLf = true;
        else if (bytes[position] === LF) position += 1;
      }
    }
  }

  #keep(rest: Buffer): void {
    this.#unfinished.push(rest);
    this.#unfinishedBytes += rest.length;
    this.#bound(0);
  }

  #bound(more: number): void {
    if (this.#eventBytes + this.#unfinishedBytes + more > this.#eventBytesMax) {
      throw new SseEventTooLarge(this.#eventBytesMax);
    }
  }

  #takeLine(bytes: Buffer, start: number, end: number): void {
    if (this.#unfinishedBytes === 0) {
      this.#line(bytes, start, end);
      return;
    }
    this.#unfinished.push(bytes.subarray(start, end));
    const line = Buffer.concat(this.#unfinished);
    this.#unfinished = [];
    this.#unfinishedBytes = 0;
    this.#line(line, 0, line.length);
  }

  #line(bytes: Buffer, start: number, end: number): void {
    let from = start;
    if (this.#atStart) {
      this.#atStart = false;
      if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
    }
    if (from === end) {
      this.#dispatch();
      return;
    }
    this.#bound(end - from);
    const colon = bytes.indexOf(COLON, from);
    if (colon === from) return;
    const fieldEnd = colon === -1 || colon > end ? end : colon;
    let valueStart = Math.min(fieldEnd + 1, end);
    if (bytes[valueStart] === SPACE && valueStart < end) valueStart += 1;
    const field = bytes.toString('latin1', from, fieldEnd);
    if (field === 'data' || field === 'error') {
      const value = bytes.toString('utf8', valueStart, end);
      this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
      this.#eventBytes += end - from;
      if (field === 'error') this.#name = 'error';
    } else if (field === 'event') {
      this.#name = bytes.toString('utf8', valueStart, end);
    }
  }

  #dispatch(): void {
    const name = this.#name;
    const data = this.#data;
    this.#name = '';
    this.#data = null;
    this.#eventBytes = 0;
    if (data !== null) this.#onEvent({ name, data });
  }
}
