import type { Read } from '../endpoint/exchange.ts';

export type LineEnding = 'lf' | 'crlf' | 'cr';

/** One server-sent event as it was written, rather than as the standard would have it read. */
export interface ReadEvent {
  /** When its last byte came, in milliseconds since the request was sent. */
  readonly atMs: number;
  /** Its lines as they came, without their ends. */
  readonly lines: readonly string[];
  /** The `data:` lines joined by a newline; `null` where it has none. */
  readonly data: string | null;
  /** How many `data:` lines it has, and whether each has its space. */
  readonly dataLines: number;
  readonly spaced: boolean;
  readonly name: string;
  readonly id: string | null;
  /** Lines that are no field of the standard: a pretty-printed JSON's, for example. */
  readonly strays: readonly string[];
  /** Whether a blank line ended it. */
  readonly ended: boolean;
}

export interface EventStreamReading {
  readonly byteOrderMark: boolean;
  readonly endings: ReadonlySet<LineEnding>;
  /** The text of each comment. */
  readonly comments: readonly string[];
  readonly events: readonly ReadEvent[];
}

interface Line {
  readonly text: string;
  readonly ending: LineEnding | null;
  readonly endOffset: number;
}

/**
 * Reads server-sent events together with how they were written: line ends, spaces, stray lines,
 * missing blank lines, times. Nothing is repaired and nothing thrown away.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function readEventStream(reads: readonly Read[]): EventStreamReading {
  const body = Buffer.concat(reads.map(({ bytes }) => bytes));
  const byteOrderMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  const timeAt = timesOf(reads);
  const endings = new Set<LineEnding>();
  const comments: string[] = [];
  const events: ReadEvent[] = [];
  let lines: Line[] = [];
  const dispatch = (ended: boolean): void => {
    const event = toEvent(lines, ended, timeAt);
    if (event !== null) events.push(event);
    lines = [];
  };
  for (const line of linesOf(body, byteOrderMark ? 3 : 0)) {
    if (line.ending !== null) endings.add(line.ending);
    if (line.text === '') dispatch(true);
    else if (line.text.startsWith(':')) comments.push(line.text.slice(1).trim());
    else lines.push(line);
  }
  dispatch(false);
  return { byteOrderMark, endings, comments, events };
}

function toEvent(
  lines: readonly Line[],
  ended: boolean,
  timeAt: (offset: number) => number,
): ReadEvent | null {
  const last = lines.at(-1);
  if (last === undefined) return null;
  const data: string[] = [];
  const strays: string[] = [];
  let spaced = true;
  let name = '';
  let id: string | null = null;
  for (const { text } of lines) {
    const [, field, space, value = ''] =
      /^(data|event|id|retry|error)(?::( ?)(.*))?$/s.exec(text) ?? [];
    if (field === 'data') {
      data.push(value);
      if (space === '' && value !== '') spaced = false;
    } else if (field === 'event') name = value;
    else if (field === 'id') id = value;
    else if (field !== 'retry') strays.push(text);
  }
  return {
    atMs: timeAt(last.endOffset),
    lines: lines.map(({ text }) => text),
    data: data.length === 0 ? null : data.join('\n'),
    dataLines: data.length,
    spaced,
    name,
    id,
    strays,
    ended,
  };
}

function* linesOf(body: Buffer, from: number): Generator<Line, void> {
  let start = from;
  for (let index = from; index < body.length; index += 1) {
    const byte = body[index];
    if (byte !== 0x0a && byte !== 0x0d) continue;
    const isCrlf = byte === 0x0d && body[index + 1] === 0x0a;
    const ending = byte === 0x0a ? 'lf' : isCrlf ? 'crlf' : 'cr';
    const text = body.toString('utf8', start, index);
    if (isCrlf) index += 1;
    yield { text, ending, endOffset: index };
    start = index + 1;
  }
  if (start < body.length) {
    yield { text: body.toString('utf8', start), ending: null, endOffset: body.length - 1 };
  }
}

/** Asked for offsets that grow, so that a long stream is walked through once. */
function timesOf(reads: readonly Read[]): (offset: number) => number {
  let index = 0;
  let end = reads[0]?.bytes.length ?? 0;
  return (offset) => {
    while (offset >= end && index < reads.length - 1) {
      index += 1;
      end += reads[index]?.bytes.length ?? 0;
    }
    return reads[index]?.atMs ?? 0;
  };
}
