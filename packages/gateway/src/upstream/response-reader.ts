import { BrokenFraming, HeadTooLarge, ServerClosed } from './transport-errors.ts';

/** The largest head that is read, with all interim ones before it, and the largest trailer. */
const blockBytesMax = 64 * 1_024;

/** What may stand between a chunk's size and its bytes. */
const extensionBytesMax = 4_096;

const tab = 0x09;
const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;
const semicolon = 0x3b;
const del = 0x7f;

/** Names in small letters; one that came more than once has all its values. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;

/** Called back in this order, head more than once where answers of status 1xx come first. */
export interface ResponseHandler {
  onHead(status: number, headers: ResponseHeaders): void;
  onData(bytes: Buffer): void;
  /** @param keeps whether the server takes another request on the same socket. */
  onEnd(keeps: boolean, keepsMs: number | null): void;
}

/** What the next byte belongs to. */
type Part =
  | 'nothing'
  | 'before head'
  | 'head'
  | 'counted body'
  | 'body until the end'
  | 'chunk size'
  | 'chunk extension'
  | 'end of chunk size'
  | 'chunk'
  | 'end of chunk'
  | 'trailer';

/**
 * Reads the answers to requests that are sent one at a time on one socket, cut anywhere: HTTP/1.1 and 1.0 by
 * RFC 9112, strictly, as what two readers understand differently is how one turn gets the bytes of another. A line
 * ends with CR LF, a length is given once, and bytes that nobody asked for are an error.
 */
export class ResponseReader {
  readonly #handler: ResponseHandler;
  #part: Part = 'nothing';
  #stopped = false;
  /** Of the head or the trailer, what came in earlier reads. */
  #block: Buffer[] = [];
  #blockBytes = 0;
  /** How many bytes of the CR LF CR LF at a block's end have come. */
  #blockEnd = 0;
  /** Of the body, what the read in hand has brought. */
  #body: Buffer[] = [];
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;
  #hasSize = false;
  #extension = '';
  #keeps = false;
  #keepsMs: number | null = null;

  constructor(handler: ResponseHandler) {
    this.#handler = handler;
  }

  /** A request is being written, so an answer may come. */
  expect(): void {
    this.#part = 'before head';
    this.#blockBytes = 0;
  }

  /** Nothing is called back any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** @throws BrokenFraming, HeadTooLarge. */
  push(bytes: Buffer): void {
    try {
      let at = 0;
      while (at < bytes.length && !this.#stopped) at = this.#step(bytes, at);
    } finally {
      this.#giveBody();
    }
  }

  /** The server sends no more. @throws ServerClosed where that doesn't end an answer. */
  end(): void {
    if (this.#part !== 'body until the end') throw new ServerClosed();
    this.#finish();
  }

  /** Takes what belongs to one part; gives the place behind it. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#part) {
      case 'nothing':
        if (isLineEnd(bytes[at])) return at + 1;
        throw new BrokenFraming('It sent bytes that nobody had asked for.');
      case 'before head':
        // Some servers end a body with a line of its own, behind what they counted.
        if (isLineEnd(bytes[at])) return at + 1;
        this.#beginBlock('head', 0);
        return at;
      case 'head':
        return this.#takeBlock(bytes, at);
      case 'counted body':
      case 'chunk':
        return this.#takeCounted(bytes, at);
      case 'body until the end':
        this.#body.push(from(bytes, at, bytes.length));
        return bytes.length;
      case 'chunk size':
        return this.#takeSize(bytes, at);
      case 'chunk extension':
        return this.#takeExtension(bytes, at);
      case 'end of chunk size':
        needByte(bytes[at], lf);
        if (this.#left > 0) this.#part = 'chunk';
        else {
          this.#blockBytes = 0;
          this.#beginBlock('trailer', 2);
        }
        return at + 1;
      case 'end of chunk':
        needByte(bytes[at], this.#left === 2 ? cr : lf);
        this.#left -= 1;
        if (this.#left === 0) this.#beginSize();
        return at + 1;
      case 'trailer':
        return this.#takeBlock(bytes, at);
    }
  }

  /** What one read brought, at once: a chunk of a byte would take a hundred in memory. */
  #giveBody(): void {
    const parts = this.#body;
    const [only] = parts;
    if (only === undefined) return;
    this.#body = [];
    if (!this.#stopped) this.#handler.onData(parts.length === 1 ? only : Buffer.concat(parts));
  }

  #finish(): void {
    this.#giveBody();
    if (this.#stopped) return;
    this.#part = 'nothing';
    this.#handler.onEnd(this.#keeps, this.#keepsMs);
  }

  #takeCounted(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    this.#body.push(from(bytes, at, end));
    if (this.#left > 0) return end;
    if (this.#part === 'counted body') this.#finish();
    else {
      this.#part = 'end of chunk';
      this.#left = 2;
    }
    return end;
  }

  #beginBlock(part: 'head' | 'trailer', end: number): void {
    this.#part = part;
    this.#blockEnd = end;
  }

  /** Lines up to an empty one. */
  #takeBlock(bytes: Buffer, at: number): number {
    const found = this.#findBlockEnd(bytes, at);
    const end = found === -1 ? bytes.length : found;
    this.#blockBytes += end - at;
    if (this.#blockBytes > blockBytesMax) throw new HeadTooLarge();
    this.#block.push(bytes.subarray(at, end));
    if (found === -1) return end;
    const [only] = this.#block;
    const block = only && this.#block.length === 1 ? only : Buffer.concat(this.#block);
    this.#block = [];
    // Without its empty line; a trailer may be no more than that.
    const text = block.toString('latin1', 0, block.length - 2);
    if (this.#part === 'head') this.#takeHead(text);
    else this.#takeTrailer(text);
    return end;
  }

  /** The place behind the empty line, or -1. */
  #findBlockEnd(bytes: Buffer, at: number): number {
    let seen = this.#blockEnd;
    for (let index = at; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      const isBehindCr = seen === 1 || seen === 3;
      if ((byte === lf) !== isBehindCr) throw new BrokenFraming('A line of it ends without CR LF.');
      if (byte === lf || byte === cr) {
        seen += 1;
        if (seen === 4) return index + 1;
      } else {
        needText(byte, 'Its head');
        seen = 0;
      }
    }
    this.#blockEnd = seen;
    return -1;
  }

  #takeHead(text: string): void {
    const status = /^HTTP\/1\.([01]) ([1-5]\d\d)[ \r]/.exec(text);
    if (status === null) throw new BrokenFraming('It sent no answer of HTTP/1.1.');
    const headers = toHeaders(text, text.indexOf('\n') + 1);
    const code = Number(status[2]);
    const isNew = status[1] === '1';
    if (code < 200 && !isNew) throw new BrokenFraming('It sent an answer that HTTP/1.0 has not.');
    // What a socket is changed to was never asked for.
    if (code === 101) throw new BrokenFraming('It switched to another protocol.');
    const length = headers['content-length'];
    if (length !== undefined && !/^\d{1,15}$/.test(String(length))) {
      throw new BrokenFraming('Its content-length is not one number.');
    }
    if (code < 200) this.#part = 'before head';
    else this.#chooseBody(code, headers, isNew);
    this.#handler.onHead(code, headers);
    if (this.#part === 'counted body' && this.#left === 0) this.#finish();
  }

  /** Nobody asked for what it says; but it must not speak of the answer's length (RFC 9110 §6.5.1). */
  #takeTrailer(text: string): void {
    const headers = toHeaders(text, 0);
    if ('content-length' in headers || 'transfer-encoding' in headers) {
      throw new BrokenFraming('Its trailer gave a length.');
    }
    this.#finish();
  }

  /** RFC 9112 §6.3, for the answer to a GET or a POST. */
  #chooseBody(status: number, headers: ResponseHeaders, isNew: boolean): void {
    const { 'content-length': length, 'transfer-encoding': coding, connection } = headers;
    const options = connection === undefined ? '' : String(connection).toLowerCase();
    this.#keeps = isNew ? !/\bclose\b/.test(options) : /\bkeep-alive\b/.test(options);
    this.#keepsMs = keepsMsOf(headers['keep-alive']);
    if (status === 204 || status === 304) {
      this.#part = 'counted body';
      this.#left = 0;
    } else if (coding !== undefined) {
      if (length !== undefined) throw new BrokenFraming('It gave a length, and chunks too.');
      this.#chooseCoding(String(coding).toLowerCase());
      // HTTP/1.0 has no codings: what lies before it may not know of them (RFC 9112 §6.1).
      if (!isNew) this.#keeps = false;
    } else if (length !== undefined) {
      this.#part = 'counted body';
      this.#left = Number(length);
    } else this.#beginBodyUntilEnd();
  }

  #chooseCoding(coding: string): void {
    if (coding === 'chunked') this.#beginSize();
    // What old servers call no coding (RFC 2616 §3.6).
    else if (coding === 'identity') this.#beginBodyUntilEnd();
    else throw new BrokenFraming('It sent its answer in a coding that nobody had asked for.');
  }

  #beginBodyUntilEnd(): void {
    this.#part = 'body until the end';
    this.#keeps = false;
  }

  #beginSize(): void {
    this.#part = 'chunk size';
    this.#left = 0;
    this.#hasSize = false;
    this.#extension = '';
  }

  #takeSize(bytes: Buffer, at: number): number {
    let index = at;
    for (; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      const digit = hexDigitOf(byte);
      if (digit === -1) {
        if (!this.#hasSize) throw new BrokenFraming('A chunk of it has no size.');
        if (byte === cr) this.#part = 'end of chunk size';
        else if (byte === semicolon) this.#part = 'chunk extension';
        else throw new BrokenFraming('A chunk of it has a size that is no number.');
        return index + 1;
      }
      this.#left = this.#left * 16 + digit;
      this.#hasSize = true;
      if (this.#left > Number.MAX_SAFE_INTEGER) {
        throw new BrokenFraming('A chunk of it is larger than can be.');
      }
    }
    return index;
  }

  #takeExtension(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(cr, at);
    const next = end === -1 ? bytes.length : end;
    this.#extension += bytes.toString('latin1', at, next);
    if (this.#extension.length > extensionBytesMax) {
      throw new BrokenFraming('A chunk of it has an extension without an end.');
    }
    if (end === -1) return next;
    if (!extensions.test(this.#extension)) {
      throw new BrokenFraming('A chunk of it has an extension that is none.');
    }
    this.#part = 'end of chunk size';
    return end + 1;
  }
}

/** RFC 9110 §5.6.2. */
const token = "[\\w!#$%&'*+.^`|~-]+";

/** RFC 9112 §7.1.1, without spaces between its parts. */
const extension = `${token}(?:=(?:${token}|"(?:[ !#-[\\]-~\\u0080-\\u00ff]|\\\\[ -~\\u0080-\\u00ff])*"))?`;
const extensions = new RegExp(`^${extension}(?:;${extension})*$`);

/** A field's name; a folded line has none (RFC 9112 §5). */
const fieldName = new RegExp(`^${token}$`);

/** Of lines that each end with CR LF, from a place on. */
function toHeaders(text: string, start: number): ResponseHeaders {
  // Holds: it has no prototype whose properties a name could be taken for.
  const headers = Object.create(null) as ResponseHeaders;
  let at = start;
  while (at < text.length) {
    const end = text.indexOf('\r', at);
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) throw noHeader();
    const name = knownNames.get(text.slice(at, colon)) ?? newName(text.slice(at, colon));
    const value = valueBetween(text, colon + 1, end);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (typeof before === 'string') headers[name] = [before, value];
    else before.push(value);
    at = end + 2;
  }
  return headers;
}

/** Names as servers write them, with the same in small letters: most are of some twenty. */
const knownNames = new Map<string, string>();
const knownNamesMax = 256;

function newName(written: string): string {
  if (!fieldName.test(written)) throw noHeader();
  const name = written.toLowerCase();
  // A copy: the text that it is a piece of need not stay.
  const copy = Buffer.from(written).toString();
  if (knownNames.size < knownNamesMax) knownNames.set(copy, name);
  return name;
}

function valueBetween(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from += 1;
  while (from < to && isSpace(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isSpace(byte: number): boolean {
  return byte === space || byte === tab;
}

function noHeader(): BrokenFraming {
  return new BrokenFraming('Its head holds a line that is no header.');
}

/** How long the server says it keeps an idle socket open. */
function keepsMsOf(header: string | string[] | undefined): number | null {
  const seconds = header === undefined ? null : /\btimeout=(\d{1,6})\b/i.exec(String(header));
  return seconds === null ? null : Number(seconds[1]) * 1_000;
}

function from(bytes: Buffer, start: number, end: number): Buffer {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === cr || byte === lf;
}

function needText(byte: number, where: string): void {
  if ((byte >= space && byte !== del) || byte === tab) return;
  throw new BrokenFraming(`${where} holds a control character.`);
}

function needByte(byte: number | undefined, needed: number): void {
  if (byte !== needed) throw new BrokenFraming('A chunk of it doesn’t end where its size says.');
}

function hexDigitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
