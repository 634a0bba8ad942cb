import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import type * as vendor from '@smithy/eventstream-codec';
import { answerTooLarge, malformedEvent } from '../not-an-answer.ts';

/** The largest frame that is held: 1 MB. Amazon's own are a few hundred bytes. */
const frameBytesMax = 1_048_576;

/** Total length, length of the headers, checksum of these two: four bytes each. */
const preludeBytes = 12;
/** The prelude and the checksum of the whole frame. */
const frameBytesMin = preludeBytes + 4;

export interface Frame {
  /** Those of type string, e.g. `:event-type`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
}

/**
 * Reads the frames of an `application/vnd.amazon.eventstream` cut anywhere, both checksums of each
 * held against its bytes. A length is believed only with the prelude's checksum, so that a broken
 * one can't make it wait for bytes that never come.
 * Source: smithy.io/2.0/aws/amazon-eventstream.html (read 2026-11-23).
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
    if (bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#wanted) return;
    let held = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts);
    while (held.length >= preludeBytes) {
      const frameBytes = readFrameBytes(held);
      if (held.length < frameBytes) {
        this.#wanted = frameBytes;
        break;
      }
      this.#onFrame(decodeFrame(held.subarray(0, frameBytes)));
      held = held.subarray(frameBytes);
      this.#wanted = preludeBytes;
    }
    this.#parts = held.length > 0 ? [held] : [];
    this.#held = held.length;
  }
}

function readFrameBytes(held: Buffer): number {
  if (crc32(held.subarray(0, 8)) !== held.readUInt32BE(8)) throw malformedEvent();
  const frameBytes = held.readUInt32BE(0);
  if (frameBytes < frameBytesMin) throw malformedEvent();
  if (frameBytes > frameBytesMax) throw answerTooLarge();
  return frameBytes;
}

function decodeFrame(bytes: Buffer): Frame {
  try {
    const { headers, body } = eventStreamCodec().decode(bytes);
    return {
      headers: new Map(
        Object.entries(headers).flatMap(([name, { type, value }]) =>
          type === 'string' ? [[name, value] as const] : [],
        ),
      ),
      payload: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    };
  } catch (cause) {
    throw malformedEvent(cause);
  }
}

let codec: vendor.EventStreamCodec | undefined;

/** Loaded with the first stream: it takes 25 ms and 12 MB, of no use to those without Bedrock. */
function eventStreamCodec(): vendor.EventStreamCodec {
  if (codec === undefined) {
    const require = createRequire(import.meta.url);
    // Holds: it is this very package.
    const { EventStreamCodec } = require('@smithy/eventstream-codec') as typeof vendor;
    codec = new EventStreamCodec(toUtf8, fromUtf8);
  }
  return codec;
}

function toUtf8(bytes: string | Uint8Array): string {
  if (typeof bytes === 'string') return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function fromUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
