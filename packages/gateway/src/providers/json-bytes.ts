const quote = 0x22;
const backslash = 0x5c;

/** Bytes that end a run of plain characters in a string: what may not stand there, and what means something. */
const special = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte += 1) special[byte] = 1;
special[quote] = 1;
special[backslash] = 1;

/** What may follow a backslash, but for `u` (RFC 8259 §7). */
const escapes = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) escapes[byte] = 1;

const hexDigits = new Uint8Array(256);
for (const byte of Buffer.from('0123456789abcdefABCDEF')) hexDigits[byte] = 1;

/**
 * Finds its way through JSON text in UTF-8 without building anything. Each method takes the place of a
 * byte and gives the place of the first one behind what it is named for.
 */
export class JsonBytes {
  readonly bytes: Buffer;
  /** The same bytes in fours, of which one look tells that none of them is special. */
  readonly #words: Int32Array;
  /** Where the first four begin. */
  readonly #wordsFrom: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#wordsFrom = -bytes.byteOffset & 3;
    const words = Math.max(0, bytes.length - this.#wordsFrom) >> 2;
    this.#words = new Int32Array(bytes.buffer, bytes.byteOffset + this.#wordsFrom, words);
  }

  space(at: number): number {
    let index = at;
    for (;;) {
      const byte = this.bytes[index];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return index;
      index += 1;
    }
  }

  /** -1 where no string begins, or it is not as RFC 8259 has it. */
  string(at: number): number {
    const { bytes } = this;
    if (bytes[at] !== quote) return -1;
    let index = at + 1;
    for (;;) {
      index = this.#plain(index);
      const byte = bytes[index];
      if (byte === quote) return index + 1;
      if (byte !== backslash) return -1;
      const escaped = bytes[index + 1] ?? 0;
      if (escapes[escaped] === 1) index += 2;
      else if (escaped === 0x75 && this.#areHex(index + 2)) index += 6;
      else return -1;
    }
  }

  /** A string without an escape, which could write any other; -1 where there is none. */
  plainString(at: number): number {
    if (this.bytes[at] !== quote) return -1;
    const end = this.#plain(at + 1);
    return this.bytes[end] === quote ? end + 1 : -1;
  }

  /**
   * Any value. Judges its strings and its depth alone: where it stands in text that is JSON, it ends here.
   * -1 where it has no end or nests deeper than `depthMax`.
   */
  value(at: number, depthMax: number): number {
    const { bytes } = this;
    let index = at;
    let depth = 0;
    for (;;) {
      switch (bytes[index]) {
        case undefined:
          return -1;
        case quote:
          index = this.string(index);
          if (index === -1) return -1;
          break;
        case 0x7b:
        case 0x5b:
          depth += 1;
          if (depth > depthMax) return -1;
          index += 1;
          break;
        case 0x7d:
        case 0x5d:
          // The end of what a number, or a word, stands in.
          if (depth === 0) return index;
          depth -= 1;
          index += 1;
          break;
        case 0x2c:
          if (depth === 0) return index;
          index += 1;
          continue;
        default:
          index += 1;
          continue;
      }
      if (depth === 0) return index;
    }
  }

  /** The first byte that is special, or the end of the text. */
  #plain(at: number): number {
    const { bytes } = this;
    const words = this.#words;
    const from = this.#wordsFrom;
    let index = at;
    while (((index - from) & 3) !== 0) {
      if (special[bytes[index] ?? 0] === 1) return index;
      index += 1;
    }
    let word = (index - from) >> 2;
    while (word < words.length && !holdsSpecial(words[word] ?? 0)) word += 1;
    index = Math.max(index, from + word * 4);
    while (special[bytes[index] ?? 0] === 0) index += 1;
    return index;
  }

  #areHex(at: number): boolean {
    // Some callers write all that isn't ASCII so: it must not cost more than other text.
    for (let index = at; index < at + 4; index += 1) {
      if (hexDigits[this.bytes[index] ?? 0] === 0) return false;
    }
    return true;
  }
}

/**
 * Whether one of four bytes is below a space, a quote or a backslash: in a byte that is less than n, and
 * only then, taking n away borrows from above (`hasless` of Sean Anderson's Bit Twiddling Hacks).
 */
function holdsSpecial(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const borrows =
    ((word - 0x20202020) & ~word) |
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes);
  return (borrows & 0x80808080) !== 0;
}
