import { readdirSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const folder = new URL('../../../gateway/src/providers/', import.meta.url);

/** Recorded answers of one vendor: whole ones and streamed ones, as they were sent. */
export interface VendorAnswers {
  readonly whole: readonly Buffer[];
  readonly streamed: readonly Buffer[];
}

export const openaiAnswers = recorded('openai-format');
export const geminiAnswers = recorded('gemini');
export const anthropicAnswers = recorded('anthropic');
export const mistralAnswers = recorded('mistral');
/** Its streams as events, before they are put into frames. */
export const bedrockEvents: readonly (readonly BedrockEvent[])[] = files(
  'bedrock',
  '.events.jsonl',
).map((bytes) =>
  bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) =>
      Object.entries(JSON.parse(line) as Record<string, unknown>).map(([name, payload]) => ({
        name,
        payload: JSON.stringify(payload),
      })),
    ),
);
export const bedrockAnswers: VendorAnswers = {
  whole: files('bedrock', '.json'),
  streamed: bedrockEvents.map((events) => Buffer.concat(events.map(toFrame))),
};

export interface BedrockEvent {
  readonly name: string;
  readonly payload: string | Buffer;
}

function recorded(vendor: string): VendorAnswers {
  return { whole: files(vendor, '.json'), streamed: files(vendor, '.sse') };
}

function files(vendor: string, ending: string): Buffer[] {
  const fixtures = new URL(`${vendor}/fixtures/`, folder);
  return readdirSync(fixtures)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(name, fixtures)));
}

/** One frame of `application/vnd.amazon.eventstream`, its checksums right whatever is in it. */
export function toFrame({ name, payload }: BedrockEvent): Buffer {
  return frame(
    [
      [':event-type', name],
      [':content-type', 'application/json'],
      [':message-type', 'event'],
    ],
    Buffer.from(payload),
  );
}

export function frame(headers: readonly (readonly [string, string])[], payload: Buffer): Buffer {
  const written = Buffer.concat(
    headers.map(([name, value]) => {
      const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
      const length = Buffer.alloc(2);
      length.writeUInt16BE(valueBytes.length & 0xffff);
      return Buffer.concat([
        Buffer.from([nameBytes.length & 0xff]),
        nameBytes,
        Buffer.from([7]),
        length,
        valueBytes,
      ]);
    }),
  );
  return sealed(written, payload);
}

/** Lengths and checksums around headers and payload, which may be any bytes. */
export function sealed(headers: Buffer, payload: Buffer): Buffer {
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(headers.length + payload.length + 16, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const body = Buffer.concat([prelude, headers, payload]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([body, checksum]);
}
