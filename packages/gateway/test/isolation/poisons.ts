import { cut } from './cut.ts';
import type { Said } from './wire.ts';
import { bodyOf, chunked, chunkOf, contentType, event, lastChunk, ok, sized } from './wire.ts';

export interface Poisoning {
  /** The right answer to the turn that asks. */
  readonly right: Said;
  /** Own words that name a turn of somebody else. */
  readonly foreign: Said;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** What is written, piece by piece, a moment between each two; and then: the socket is left open, ended or reset. */
export interface Poison {
  readonly pieces: readonly (string | Buffer)[];
  readonly ending?: 'end' | 'reset';
}

const halfOf = (text: string): string => text.slice(0, Math.floor(text.length / 2));
const lying = (said: Said, size: (right: number) => string): string =>
  ok(`${contentType(said.streamed)}transfer-encoding: chunked\r\n`) +
  bodyOf(said)
    .map((part) => `${size(Buffer.byteLength(part))}\r\n${part}\r\n`)
    .join('') +
  lastChunk;
const withLength = (said: Said, change: number): string => {
  const body = bodyOf(said).join('');
  const length = `content-length: ${Buffer.byteLength(body) + change}\r\n`;
  return ok(contentType(said.streamed) + length) + body;
};

/** Everything that an upstream can do to put its bytes, or those of one turn, into another's answer. */
export const poisons: Readonly<Record<string, (poisoning: Poisoning) => Poison>> = {
  'answers as it should': ({ right }) => ({ pieces: [chunked(right)] }),
  'answers as it should, with a length': ({ right }) => ({ pieces: [sized(right)] }),
  'answers twice at once': ({ right }) => ({ pieces: [sized(right) + sized(right)] }),
  'answers twice at once, in chunks': ({ right }) => ({
    pieces: [chunked(right) + chunked(right)],
  }),
  'answers a second time a moment later': ({ right }) => ({ pieces: [sized(right), sized(right)] }),
  'answers who did not ask yet': ({ right, foreign }) => ({
    pieces: [chunked(right) + chunked(foreign) + chunked(foreign)],
  }),
  'goes on behind its length': ({ right, foreign }) => ({
    pieces: [sized(right) + bodyOf(foreign).join('')],
  }),
  'goes on behind its last chunk': ({ right, foreign }) => ({
    pieces: [chunked(right) + chunkOf(bodyOf(foreign).join(''))],
  }),
  'begins a second answer and leaves it open': ({ right, foreign }) => ({
    pieces: [sized(right) + ok(contentType(foreign.streamed)), bodyOf(foreign).join('')],
  }),
  'says too small a length': ({ right }) => ({ pieces: [withLength(right, -7)] }),
  'says too large a length, and ends': ({ right }) => ({
    pieces: [withLength(right, 99)],
    ending: 'end',
  }),
  'says too large a length, and fills it with another answer': ({ right, foreign }) => ({
    pieces: [withLength(right, sized(foreign).length - 20), sized(foreign)],
  }),
  'says two lengths': ({ right }) => ({ pieces: [sized(right, 'content-length: 5\r\n')] }),
  'says a length and chunks': ({ right }) => ({
    pieces: [chunked(right, 'content-length: 9\r\n')],
  }),
  'says too small chunk sizes': ({ right }) => ({
    pieces: [lying(right, (size) => (size - 3).toString(16))],
  }),
  'says too large chunk sizes': ({ right }) => ({
    pieces: [lying(right, (size) => (size + 3).toString(16))],
  }),
  'says chunk sizes that are none': ({ right }) => ({
    pieces: [lying(right, (size) => `-${size.toString(16)}`)],
  }),
  'breaks its head in two': ({ right, foreign }) => ({
    pieces: [`${ok('x-one: 1\r\n')}${sized(foreign)}${sized(right)}`],
  }),
  'folds a header': ({ right, foreign }) => ({
    pieces: [sized(right, `x-fold: a\r\n ${foreign.parts.join('')}\r\n`)],
  }),
  'names others in its headers': ({ right, foreign }) => ({
    pieces: [sized(right, `x-request-id: ${foreign.parts.join('')}\r\nset-cookie: a=b\r\n`)],
  }),
  'names others in a trailer': ({ right, foreign }) => ({
    pieces: [chunked(right).replace(/\r\n$/, `x-late: ${foreign.parts.join('')}\r\n\r\n`)],
  }),
  'says 100, 102 and 103 first': ({ right, foreign }) => ({
    pieces: [
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n',
      `HTTP/1.1 103 Early Hints\r\nlink: ${foreign.parts.join('')}\r\n\r\n${chunked(right)}`,
    ],
  }),
  'says 100 behind its answer': ({ right }) => ({
    pieces: [`${sized(right)}HTTP/1.1 100 Continue\r\n\r\n`],
  }),
  'changes the protocol': ({ foreign }) => ({
    pieces: [
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n${sized(foreign)}`,
    ],
  }),
  'has no body by its status, and sends one': ({ foreign }) => ({
    pieces: [sized(foreign).replace('200 OK', '204 No Content')],
  }),
  'gives half an answer and then another': ({ right, foreign }) => ({
    pieces: [halfOf(chunked(right)), chunked(foreign)],
  }),
  'gives half a stream and then the events of another': ({ right, foreign }) => ({
    pieces: [
      ok(`${contentType(right.streamed)}transfer-encoding: chunked\r\n`) +
        chunkOf(halfOf(bodyOf(right).join(''))),
      bodyOf(foreign).map(chunkOf).join('') + lastChunk,
    ],
  }),
  'closes in the middle of a chunk': ({ right }) => ({
    pieces: [halfOf(chunked(right))],
    ending: 'end',
  }),
  'resets in the middle': ({ right }) => ({ pieces: [halfOf(chunked(right))], ending: 'reset' }),
  'falls silent in the middle': ({ right }) => ({ pieces: [halfOf(chunked(right))] }),
  'keeps the socket for more after [DONE]': ({ right, foreign }) => ({
    pieces: [
      ok(`${contentType(right.streamed)}transfer-encoding: chunked\r\n`) +
        bodyOf(right).map(chunkOf).join(''),
      bodyOf(foreign).map(chunkOf).join(''),
      lastChunk,
    ],
  }),
  'says an error that names others': ({ foreign }) => {
    const body = JSON.stringify({ error: { message: foreign.parts.join(''), code: 'bad' } });
    return {
      pieces: [
        `HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ],
    };
  },
  'says what names others as its own': ({ foreign }) => ({ pieces: [chunked(foreign)] }),
  'breaks off an event with a line of another': ({ right, foreign }) => ({
    pieces: [
      ok(`${contentType(right.streamed)}transfer-encoding: chunked\r\n`) +
        chunkOf(`data: {"choices":[{"ind${event({ content: foreign.parts.join('') })}`) +
        lastChunk,
    ],
  }),
  'is cut wherever it likes': ({ right, random }) => ({ pieces: cut(chunked(right), 4, random) }),
};
