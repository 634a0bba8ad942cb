import type { Check } from '../check/check.ts';
import { found, type Deviation, type Finding } from '../check/finding.ts';
import { headerOf, type AnsweredExchange } from '../endpoint/exchange.ts';
import type { ReadChoice } from '../read/chunk-reading.ts';
import { streamOf, type StreamReading } from '../read/stream-of.ts';
import { beginsWithBlankLines, blankLinesFirst } from './answers.ts';

/** A read as large as this may be cut by the sockets themselves, and says nothing about the server. */
const ownReadBytesMax = 16 * 1_024;
const notAscii = 'Grüße aus Århus, 你好, こんにちは, 🙂';

/** Events are framed as OpenAI frames them: what differs is told, and graded by who minds. */
export const streamFraming: Check = {
  id: 'stream-framing',
  promise: 'Its events are written as OpenAI writes them, to the byte.',
  clause:
    'WHATWG HTML, 9.2 Server-sent events; OpenAI API reference: a stream ends with `data: [DONE]`. https://html.spec.whatwg.org/multipage/server-sent-events.html',
  required: false,
  phase: 'together',
  needs: ['streaming'],
  limitMs: 20_000,
  get deviations() {
    return [
      doneMissing,
      dataAfterDone,
      contentTypeWrong,
      eventIds,
      dataWithoutSpace,
      crlfLineEnds,
      crLineEnds,
      byteOrderMarkSent,
      blankLinesFirst,
      commentsSent,
      utf8Split,
      brokenUtf8,
      charactersSplit,
    ];
  },
  async run(context) {
    const exchange = await context.streamedTurn();
    const stream = streamOf(exchange);
    if (stream === null) return { message: noStream, findings: [], skipped: true };
    const evidence = context.evidence(exchange);
    const findings = framing(stream).map(([deviation, detail]) =>
      found(deviation, evidence, context.said(detail)),
    );
    // Counting in English needs one byte a letter: whether others survive takes a turn of its own.
    const spoken = await context.turn({
      messages: [{ role: 'user', content: `Repeat exactly, and say nothing else: "${notAscii}"` }],
      stream: true,
    });
    const spokenStream = streamOf(spoken);
    const letters: Finding[] =
      spokenStream === null
        ? []
        : lettersOf(spokenStream).map((one) => found(one, context.evidence(spoken)));
    return { message: 'They are.', findings: [...findings, ...letters], evidence };
  },
};

type Seen = readonly [deviation: Deviation, detail: string];

function framing({ exchange, events: reading, chunks }: StreamReading): Seen[] {
  const { endings, byteOrderMark, comments, events } = reading;
  const type = headerOf(exchange, 'content-type');
  const afterDone = chunks.all.slice(chunks.all.findIndex(({ kind }) => kind === 'done') + 1);
  const id = events.find((event) => event.id !== null)?.id;
  const seen: [Deviation, boolean, string?][] = [
    [doneMissing, !chunks.done],
    [dataAfterDone, chunks.done && afterDone.length > 0],
    [contentTypeWrong, !isEventStream(type), type === null ? 'It has none.' : `It is “${type}”.`],
    [eventIds, id !== undefined],
    [dataWithoutSpace, events.some(({ spaced }) => !spaced)],
    [crlfLineEnds, endings.has('crlf')],
    [crLineEnds, endings.has('cr')],
    [byteOrderMarkSent, byteOrderMark],
    [blankLinesFirst, beginsWithBlankLines(exchange.body)],
    [commentsSent, comments.length > 0, `The first is “: ${comments[0]}”.`],
  ];
  return seen.filter(([, is]) => is).map(([deviation, , detail = '']) => [deviation, detail]);
}

function isEventStream(type: string | null): boolean {
  return /^\s*text\/event-stream\s*(?:;|$)/i.test(type ?? '');
}

function lettersOf({ exchange, chunks }: StreamReading): Deviation[] {
  // An answer that was cut off may end inside a letter through no fault of who wrote it.
  if (exchange.end !== 'complete') return [];
  if (!isUtf8(exchange.body) || chunks.content.includes('\uFFFD')) return [brokenUtf8];
  if (chunks.choices.some(holdsHalfLetter)) return [charactersSplit];
  return isSplitInsideLetter(exchange) ? [utf8Split] : [];
}

export function isUtf8(body: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

/** Half of a pair of 16-bit units, as servers send it that cut text by its length in JavaScript or Java. */
function holdsHalfLetter({ delta }: ReadChoice): boolean {
  const content = delta?.['content'];
  return typeof content === 'string' && !content.isWellFormed();
}

function isSplitInsideLetter({ reads }: AnsweredExchange): boolean {
  return reads.some(
    ({ bytes }, index) =>
      index > 0 &&
      isContinuation(bytes[0]) &&
      (reads[index - 1]?.bytes.length ?? 0) < ownReadBytesMax,
  );
}

/** Whether a byte belongs to a letter that began before it. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

const noStream = 'It streams nothing, so there is nothing to read.';
const understood = 'Every client that was tried reads it.';

const doneMissing: Deviation = {
  id: 'done-missing',
  grade: 'deviates',
  message: 'The stream ends without `data: [DONE]`.',
  consequence:
    'Clients that wait for it hang until the connection is closed, or take the answer for a cut one.',
  fix: 'Write `data: [DONE]` and a blank line as the last event.',
};
const dataAfterDone: Deviation = {
  id: 'data-after-done',
  grade: 'deviates',
  message: 'It sends more events after `data: [DONE]`.',
  consequence:
    'OpenAI’s SDK never sees them, and the Vercel AI SDK reads them: what is said differs by client.',
  fix: 'Send everything, the usage too, before `data: [DONE]`, and close the stream after it.',
};
const contentTypeWrong: Deviation = {
  id: 'content-type-wrong',
  grade: 'deviates',
  message: 'Its content type is not `text/event-stream`.',
  consequence:
    'The SDKs read it all the same; browsers’ EventSource refuses it, and proxies may hold it back or compress it.',
  fix: 'Send `content-type: text/event-stream` with every stream.',
};
const eventIds: Deviation = {
  id: 'event-ids',
  grade: 'deviates',
  message: 'Its events carry `id:` lines.',
  consequence:
    'After an event with an id, a comment followed by a blank line (which many proxies send as a heartbeat) crashes OpenAI’s Python SDK up to 2.37.',
  fix: 'Leave out the `id:` lines: nobody can resume such a stream.',
};
const dataWithoutSpace: Deviation = {
  id: 'data-without-space',
  grade: 'fine',
  message: 'It writes `data:` without a space behind it.',
  consequence: `${understood} Hand-written ones that cut off six letters may not.`,
  fix: 'Write `data: ` with its space.',
};
const crlfLineEnds: Deviation = {
  id: 'crlf-line-ends',
  grade: 'fine',
  message: 'Its lines end with CR LF.',
  consequence: `${understood} Hand-written ones that split at “\\n\\n” may see no events.`,
  fix: 'End lines with LF alone.',
};
const crLineEnds: Deviation = {
  id: 'cr-line-ends',
  grade: 'fine',
  message: 'Its lines end with a bare CR.',
  consequence: `${understood} Hand-written ones may see no events.`,
  fix: 'End lines with LF alone.',
};
const byteOrderMarkSent: Deviation = {
  id: 'byte-order-mark',
  grade: 'fine',
  message: 'The stream begins with a byte order mark.',
  consequence: `${understood} Hand-written ones may lose the first event.`,
  fix: 'Write UTF-8 without a byte order mark.',
};
const commentsSent: Deviation = {
  id: 'comments',
  grade: 'fine',
  message: 'It sends comments between events.',
  consequence: understood,
  fix: 'Nothing needs to be done: this is how a stream is kept alive.',
};
const utf8Split: Deviation = {
  id: 'utf8-split-across-reads',
  grade: 'fine',
  message: 'It cuts letters in two: a write ends within a letter’s bytes.',
  consequence: `${understood} Hand-written ones that decode each read by itself garble the letter.`,
  fix: 'Write whole events at once.',
};
export const brokenUtf8: Deviation = {
  id: 'broken-utf8',
  grade: 'breaks',
  message:
    'Letters beyond ASCII arrive broken: an answer is not UTF-8, or holds “\uFFFD” in their place.',
  consequence: 'The caller hears names and words garbled, in every language but English.',
  fix: 'Decode tokens to text as a whole rather than each by itself, and write UTF-8.',
};
const charactersSplit: Deviation = {
  id: 'characters-split',
  grade: 'breaks',
  message: 'It splits characters between the deltas of a stream.',
  consequence:
    'Half an emoji can’t be written as UTF-8: Python clients throw in the middle of the answer.',
  fix: 'Hold back an unfinished character until the rest of it is there.',
};
