import { crc32 } from 'node:zlib';

/** An event of a stream, framed and with right checksums. */
export function jsonFrame(eventType: string, data: object): Buffer {
  return frameOf(eventHeaders(eventType), Buffer.from(JSON.stringify(data)));
}

/** An event whose payload is as given, JSON or not. */
export function eventFrame(eventType: string, payload: Buffer): Buffer {
  return frameOf(eventHeaders(eventType), payload);
}

export function exceptionFrame(exceptionType: string, data: object): Buffer {
  const headers = {
    ':exception-type': exceptionType,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return frameOf(headerBlock(headers), Buffer.from(JSON.stringify(data)));
}

/** There are few types of event and very many events. */
const blocks = new Map<string, Buffer>();

function eventHeaders(eventType: string): Buffer {
  const known = blocks.get(eventType);
  if (known !== undefined) return known;
  const block = headerBlock({
    ':event-type': eventType,
    ':content-type': 'application/json',
    ':message-type': 'event',
  });
  blocks.set(eventType, block);
  return block;
}

/** The frame with its last checksum wrong and all else right. */
export function withBadChecksum(frame: Buffer): Buffer {
  const spoilt = Buffer.from(frame);
  const last = spoilt.length - 1;
  spoilt.writeUInt8(spoilt.readUInt8(last) ^ 0xff, last);
  return spoilt;
}

/**
 * One message of `application/vnd.amazon.eventstream`: total length, headers' length, the CRC-32 of those
 * two, headers, payload, the CRC-32 of everything before it; all big-endian (smithy.io, Amazon Event
 * Stream). Written here, so that what the gateway decodes with is not also what encodes.
 */
function frameOf(named: Buffer, payload: Buffer): Buffer {
  const total = 12 + named.length + payload.length + 4;
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32BE(total, 0);
  frame.writeUInt32BE(named.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  named.copy(frame, 12);
  payload.copy(frame, 12 + named.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, total - 4)), total - 4);
  return frame;
}

function headerBlock(headers: Record<string, string>): Buffer {
  return Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
}

/** Type 7 is a string with a length of two bytes. */
function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  const head = Buffer.alloc(1 + name.length + 3);
  head.writeUInt8(name.length, 0);
  head.write(name, 1, 'ascii');
  head.writeUInt8(7, 1 + name.length);
  head.writeUInt16BE(bytes.length, 2 + name.length);
  return Buffer.concat([head, bytes]);
}
