const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

/** No field that is understood has a longer name. */
const fieldBytesMax = 5;

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
  /**
   * The start of an unfinished line, its first `#unfinishedBytes` in use. It doubles when full, so
   * that a line that comes byte by byte costs neither a copy nor an object for each read.
   */
  #unfinished: Buffer = Buffer.alloc(0);
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
    // Each is looked for again only once it was passed: else a stream without one of them would be
    // searched to its end at every line.
    let nextCr = bytes.indexOf(CR, position);
    let nextLf = bytes.indexOf(LF, position);
    while (position < bytes.length) {
      if (nextCr !== -1 && nextCr < position) nextCr = bytes.indexOf(CR, position);
      if (nextLf !== -1 && nextLf < position) nextLf = bytes.indexOf(LF, position);
      const isCr = nextCr !== -1 && (nextLf === -1 || nextCr < nextLf);
      const end = isCr ? nextCr : nextLf;
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
    this.#bound(rest.length);
    const length = this.#unfinishedBytes + rest.length;
    if (length > this.#unfinished.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#unfinished.length));
      this.#unfinished.copy(larger, 0, 0, this.#unfinishedBytes);
      this.#unfinished = larger;
    }
    rest.copy(this.#unfinished, this.#unfinishedBytes);
    this.#unfinishedBytes = length;
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
    this.#keep(bytes.subarray(start, end));
    const line = this.#unfinished.subarray(0, this.#unfinishedBytes);
    this.#unfinished = Buffer.alloc(0);
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
    let fieldEnd = from;
    while (fieldEnd < end && bytes[fieldEnd] !== COLON) {
      fieldEnd += 1;
      if (fieldEnd - from > fieldBytesMax) return;
    }
    if (fieldEnd === from) return;
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
