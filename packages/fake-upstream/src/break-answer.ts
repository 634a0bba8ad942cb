import type { Asked } from './asked.ts';
import { withBadChecksum } from './bedrock/event-frame.ts';
import type { Fault } from './fault.ts';
import type { Reply } from './reply.ts';
import type { Vendor, WireEvent } from './vendor.ts';

/** The bytes of a body in the pieces they are written in, and what becomes of the connection then. */
export interface Transmission {
  pieces: (string | Buffer)[];
  /** `cut` closes the connection, `reset` aborts it, `silence` leaves it open and says no more. */
  ending: 'end' | 'cut' | 'reset' | 'silence';
}

/** The reply a fault makes of a reply. */
export function breakReply(reply: Reply, fault: Fault | undefined): Reply {
  if (fault?.kind === 'empty-answer') {
    return { ...reply, reasoning: [], text: [], toolCalls: [], finish: { kind: 'stop' } };
  }
  if (fault?.kind === 'huge-event') return { ...reply, text: ['x'.repeat(fault.bytes)] };
  return reply;
}

/** What a fault makes of a stream; undefined when the vendor's streams can't have it. */
export function breakStream(
  events: WireEvent[],
  fault: Fault | undefined,
  vendor: Vendor,
  asked: Asked,
): Transmission | undefined {
  const all = events.map(({ bytes }) => bytes);
  const { before, hit, after } = atMiddle(events);
  switch (fault?.kind) {
    case 'headers-then-silence':
      return { pieces: [], ending: 'silence' };
    case 'cut-mid-answer':
      return { pieces: before, ending: 'cut' };
    case 'reset-mid-answer':
      return { pieces: before, ending: 'reset' };
    case 'end-mid-answer':
      return { pieces: before, ending: 'end' };
    case 'stall-mid-answer':
      return { pieces: before, ending: 'silence' };
    case 'truncated-frame':
      return { pieces: [...before, firstHalf(hit)], ending: 'end' };
    case 'malformed-event':
      return { pieces: [...before, vendor.malformedEvent(), hit, ...after], ending: 'end' };
    case 'exception-in-stream': {
      const error = vendor.toStreamError({ kind: 'overloaded', model: asked.model }, asked);
      return { pieces: [...before, error], ending: 'end' };
    }
    case 'bad-checksum':
      if (vendor.framing !== 'eventstream') return undefined;
      return { pieces: [...before, withBadChecksum(Buffer.from(hit)), ...after], ending: 'end' };
    case 'no-done': {
      const marked = events.filter(({ part }) => part !== 'end-mark');
      if (marked.length === events.length) return undefined;
      return { pieces: marked.map(({ bytes }) => bytes), ending: 'end' };
    }
    default:
      return { pieces: all, ending: 'end' };
  }
}

/** What a fault makes of an answer that is one JSON body; undefined when there can be no such fault. */
export function breakBody(body: Buffer, fault: Fault | undefined): Transmission | undefined {
  const half = [body.subarray(0, Math.ceil(body.length / 2))];
  switch (fault?.kind) {
    case 'headers-then-silence':
      return { pieces: [], ending: 'silence' };
    case 'cut-mid-answer':
      return { pieces: half, ending: 'cut' };
    case 'reset-mid-answer':
      return { pieces: half, ending: 'reset' };
    case 'stall-mid-answer':
      return { pieces: half, ending: 'silence' };
    case 'end-mid-answer':
    case 'malformed-event':
      return { pieces: half, ending: 'end' };
    case 'truncated-frame':
    case 'exception-in-stream':
    case 'bad-checksum':
    case 'no-done':
      return undefined;
    default:
      return { pieces: [body], ending: 'end' };
  }
}

/** Before the middle is at least one token, unless there is none. */
function atMiddle(events: WireEvent[]) {
  const tokens = events.flatMap(({ part }, i) => (part === 'token' ? [i] : []));
  const middle = (tokens[Math.ceil(tokens.length / 2) - 1] ?? 0) + 1;
  const bytes = events.map((event) => event.bytes);
  return {
    before: bytes.slice(0, middle),
    hit: bytes[middle] ?? '',
    after: bytes.slice(middle + 1),
  };
}

function firstHalf(bytes: string | Buffer): Buffer {
  const whole = Buffer.from(bytes);
  return whole.subarray(0, Math.ceil(whole.length / 2));
}
