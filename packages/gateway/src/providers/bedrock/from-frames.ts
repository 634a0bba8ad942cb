import { crc32 } from 'node:zlib';
import { answerTooLarge, malformedEvent } from '../not-an-answer.ts';

/** The largest frame that is held: 1 MB. Amazon's own are a few hundred bytes. */
const frameBytesMax = 1_048_576;

/** Total length, length of the headers, checksum of these two: four bytes each. */
const preludeBytes = 12;
/** The checksum of all before it. */
const checksumBytes = 4;

export interface Frame {
  /** Those of type string, e.g. `:event-type`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
}

/**
 * Reads the frames of an `application/vnd.amazon.eventstream` cut anywhere, both checksums of each
 * held against its bytes. A length is believed only with the prelude's checksum, so that a broken
 * one can't make it wait for bytes that never come.
 * Source: smithy.io/2.0/aws/amazon-eventstream.html (read 2026-11-23); why it isn't the vendor's
 * library, against which it is tested: decision 0055.
 */
export class FrameDecoder {
  readonly #onFrame: (frame: Frame) => void;
  #parts: Buffer[] = [];
  #held = 0;
  /** How many bytes must be held before there is something to read. */
  #wanted = preludeBytes;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** Whether a frame has begun and not ended. */
  get isWithinFrame(): boolean {
    return this.#held > 0;
  }

  /** @throws ProviderError for bytes that are no frame. */
  push(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#wanted) return;
    let held = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts);
    this.#wanted = preludeBytes;
    while (held.length >= preludeBytes) {
      const frameBytes = readFrameBytes(held);
      if (held.length < frameBytes) {
        this.#wanted = frameBytes;
        break;
      }
      this.#onFrame(readFrame(held.subarray(0, frameBytes)));
      held = held.subarray(frameBytes);
    }
    this.#parts = held.length > 0 ? [held] : [];
    this.#held = held.length;
  }
}

function readFrameBytes(held: Buffer): number {
  if (crc32(held.subarray(0, 8)) !== held.readUInt32BE(8)) throw malformedEvent();
  const frameBytes = held.readUInt32BE(0);
  if (frameBytes > frameBytesMax) throw answerTooLarge();
  if (preludeBytes + held.readUInt32BE(4) + checksumBytes > frameBytes) throw malformedEvent();
  return frameBytes;
}

function readFrame(bytes: Buffer): Frame {
  const end = bytes.length - checksumBytes;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw malformedEvent();
  const payloadAt = preludeBytes + bytes.readUInt32BE(4);
  return {
    headers: readHeaders(bytes.subarray(preludeBytes, payloadAt)),
    payload: bytes.subarray(payloadAt, end),
  };
}

/** The length of a value by its type; of types 6 and 7, bytes and string, it is written before them. */
const valueBytes = [0, 0, 1, 2, 4, 8, null, null, 8, 16];
const stringType = 7;

function readHeaders(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const nameAt = at + 1;
    const typeAt = nameAt + bytes.readUInt8(at);
    // Beyond the end there is nothing, which is no type.
    const type = bytes[typeAt] ?? -1;
    const fixed = valueBytes[type];
    if (fixed === undefined) throw malformedEvent();
    const valueAt = typeAt + (fixed === null ? 3 : 1);
    if (valueAt > bytes.length) throw malformedEvent();
    at = valueAt + (fixed ?? bytes.readUInt16BE(typeAt + 1));
    if (at > bytes.length) throw malformedEvent();
    if (type === stringType) {
      const name = bytes.toString('latin1', nameAt, typeAt);
      headers.set(name, bytes.toString('utf8', valueAt, at));
    }
  }
  return headers;
}
