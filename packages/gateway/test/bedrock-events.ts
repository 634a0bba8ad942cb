import { EventStreamCodec } from '@smithy/eventstream-codec';
import { recordedBytes } from './recorded-answers.ts';

/** Bedrock's recorded answers. */
export const bedrockFixtures = new URL('../src/providers/bedrock/fixtures/', import.meta.url);

/** AWS's own encoder, so that the decoder isn't tested against its own idea of a frame. */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

export function frame(headers: Record<string, string>, payload: string): Buffer {
  const typed = Object.entries(headers).map(
    ([name, value]) => [name, { type: 'string' as const, value }] as const,
  );
  return Buffer.from(
    codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(payload) }),
  );
}

export function event(name: string, payload: unknown): Buffer {
  return frame(
    { ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(payload),
  );
}

export function exception(name: string, message: string): Buffer {
  return frame(
    { ':exception-type': name, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify({ message }),
  );
}

/** The frames of a fixture: one event a line, `{name: payload}`. */
export function eventStream(name: string): Buffer {
  const text = recordedBytes(bedrockFixtures, `${name}.events.jsonl`).toString('utf8');
  const frames = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      // Holds: a line of these fixtures is an object.
      const events = JSON.parse(line) as Record<string, unknown>;
      return Object.entries(events).map(([event_, payload]) => event(event_, payload));
    });
  return Buffer.concat(frames);
}
