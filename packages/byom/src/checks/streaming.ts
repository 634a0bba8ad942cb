import type { Check, CheckVerdict } from '../check/check.ts';
import type { CheckContext } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import { isGood, type AnsweredExchange } from '../endpoint/exchange.ts';
import { answerForm, parseJson } from '../read/answer-form.ts';
import { readChunks, type ChunkReading, type ReadChunk } from '../read/chunk-reading.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { errorShapeProblem, errorWords, wordsOfError } from '../read/error-shape.ts';
import { readEventStream } from '../read/event-stream-reading.ts';
import { compressed, continueUnasked, isCompression } from './answers.ts';

/** A stream is a stream that every client can read to its end, or honestly absent. */
export const streaming: Check = {
  id: 'streaming',
  promise: 'Asked for a stream, it streams events that every client reads, or says that it can’t.',
  clause:
    'OpenAI API reference, `stream`: server-sent events with one JSON chunk each. https://platform.openai.com/docs/api-reference/chat-streaming',
  required: true,
  phase: 'first',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [
      streamIgnored,
      documentAsStream,
      errorWithGoodStatus,
      htmlStream,
      jsonLines,
      notAStream,
      emptyStream,
      streamFails,
      errorInStream,
      errorLine,
      errorObject,
      otherObject,
      pingEvent,
      commentAsData,
      emptyData,
      singleNewlines,
      multiLineJson,
      malformedEvent,
      truncated,
      finishReasonMissing,
      cutMidEvent,
      stalledStream,
      endlessStream,
      saysNothing,
      streamsAfterAll,
      continueUnasked,
      compressed,
    ];
  },
  async run(context) {
    const exchange = await context.streamedTurn();
    const evidence = context.evidence(exchange);
    if (exchange.kind === 'failed') {
      return {
        message: exchange.message,
        findings: [found(streamFails, evidence, exchange.message)],
      };
    }
    const absent = honestlyAbsent(context, exchange);
    if (absent !== null) return { ...absent, evidence };
    const deviations = deviationsOf(exchange);
    if (deviations.length > 0) {
      const words = context.said(wordsIn(exchange));
      const detail = [
        exchange.status < 300 ? '' : `Status ${exchange.status}.`,
        words === '' ? '' : `It says: “${words}”`,
      ]
        .filter(Boolean)
        .join(' ');
      return {
        message: '',
        findings: deviations.map((deviation) => found(deviation, evidence, detail)),
        learned: { streaming: deviations.includes(streamIgnored) ? false : null },
      };
    }
    const { tokenTimesMs } = readChunks(readEventStream(exchange.reads));
    return {
      message: `It streamed ${tokenTimesMs.length} deltas, the first after ${Math.round(tokenTimesMs[0] ?? 0)} ms.`,
      findings: context.target.streaming ? [] : [found(streamsAfterAll, evidence)],
      evidence,
      learned: { streaming: true },
    };
  },
};

/** What a server answers to a request that it understands and won't do. */
const refusals = new Set([400, 405, 406, 415, 422, 501]);

/** Refused with words, or answered whole where the owner says so. */
function honestlyAbsent(context: CheckContext, exchange: AnsweredExchange): CheckVerdict | null {
  const learned = { streaming: false };
  if (refusals.has(exchange.status) && errorShapeProblem(exchange) === null) {
    const words = context.said(errorWords(exchange));
    return {
      message: `It has no streaming and says so: “${words}” Its answers come whole.`,
      findings: [],
      learned,
    };
  }
  if (context.target.streaming || !isGood(exchange)) return null;
  return readCompletion(exchange).choices.length === 0
    ? null
    : { message: 'It answers whole, as its owner says.', findings: [], learned };
}

/** What it says about a failure, in a whole answer or inside the stream. */
function wordsIn(exchange: AnsweredExchange): string {
  const { all } = readChunks(readEventStream(exchange.reads));
  const told = all.find((one) => one.kind === 'error' || isErrorObject(one));
  if (told !== undefined && 'json' in told) return wordsOfError(told.json);
  const line = all.flatMap(({ event }) => event.strays).find((text) => text.startsWith('error'));
  if (line !== undefined) return wordsOfError(parseJson(line.replace(/^error: ?/, '')));
  return errorWords(exchange);
}

function isErrorObject(one: ReadChunk): boolean {
  return one.kind === 'object' && one.json['object'] === 'error';
}

function deviationsOf(exchange: AnsweredExchange): Deviation[] {
  if (!isGood(exchange)) return [streamFails];
  if (exchange.interimStatuses.has(100)) return [continueUnasked];
  if (exchange.headers.some(([name, value]) => isCompression(name, value))) return [compressed];
  const isEventStream = exchange.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && value.includes('event-stream'),
  );
  switch (answerForm(exchange.body)) {
    case 'empty':
      return [emptyStream];
    case 'html':
      return [htmlStream];
    case 'json-lines':
      return [jsonLines];
    case 'other':
      return [notAStream];
    case 'json': {
      const { json, choices } = readCompletion(exchange);
      if (json?.['error'] || json?.['object'] === 'error') return [errorWithGoodStatus];
      if (choices.length === 0) return [notAStream];
      return [isEventStream ? documentAsStream : streamIgnored];
    }
    case 'events':
      return ofEvents(exchange);
  }
}

function ofEvents(exchange: AnsweredExchange): Deviation[] {
  const reading = readEventStream(exchange.reads);
  const chunks = readChunks(reading);
  const seen = new Set<Deviation>();
  for (const one of chunks.all) {
    // What follows is read by few clients, and `stream-framing` speaks of it.
    if (one.kind === 'done') break;
    const deviation = ofEvent(one);
    if (deviation !== null) seen.add(deviation);
  }
  const unreadable = seen.size > 0 && chunks.chunks.length === 0;
  if (!unreadable) {
    const ending = ofEnding(exchange, chunks, reading.events.at(-1)?.ended === true);
    if (ending !== null && !endsOtherwise.some((one) => seen.has(one))) seen.add(ending);
    else if (seen.size === 0 && chunks.tokenTimesMs.length === 0) seen.add(saysNothing);
  }
  return [...seen];
}

function ofEvent(one: ReadChunk): Deviation | null {
  const { event } = one;
  switch (one.kind) {
    case 'chunk':
    case 'done':
      return null;
    case 'error':
      return errorInStream;
    case 'object':
      if (isErrorObject(one)) return errorObject;
      return event.name === '' && Object.keys(one.json).length > 0 ? otherObject : pingEvent;
    case 'not-json':
      break;
  }
  // A line the end of the stream cut short says nothing about how events are written.
  if (!event.ended && event.strays.length === 0 && event.dataLines <= 1) return null;
  if (event.data === null) {
    return event.strays.some((line) => line.startsWith('error')) ? errorLine : null;
  }
  const data = event.data.trim();
  if (data === '') return emptyData;
  if (data.startsWith(':')) return commentAsData;
  if (event.dataLines > 1 && event.data.split('\n').every(isWholeLine)) return singleNewlines;
  if (event.strays.length > 0 || event.dataLines > 1) return multiLineJson;
  return malformedEvent;
}

function isWholeLine(line: string): boolean {
  if (line.trim() === '[DONE]' || line.trim() === '') return true;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function ofEnding(
  exchange: AnsweredExchange,
  chunks: ChunkReading,
  lastEnded: boolean,
): Deviation | null {
  if (exchange.end === 'too_large') return endlessStream;
  if (exchange.end === 'silent') return stalledStream;
  const finished = chunks.finishReasons.length > 0;
  if (!chunks.done && !finished) {
    return exchange.end === 'cut' || !lastEnded ? cutMidEvent : truncated;
  }
  return finished ? null : finishReasonMissing;
}

const silentLoss = 'OpenAI’s SDK delivers zero chunks and no error: the caller hears silence.';
const throws = 'OpenAI’s SDK throws in the middle of the answer: the caller hears it break off.';

const streamIgnored: Deviation = {
  id: 'stream-ignored',
  grade: 'breaks',
  message: 'It ignores `stream`: asked for a stream, it answers with one JSON document.',
  consequence: silentLoss,
  fix: 'Where `stream` is true, answer with `content-type: text/event-stream`, one `data: {chunk}` and a blank line for each piece, and `data: [DONE]` at the end; or refuse `stream: true` with a 400; or switch streaming off for this connection, and its answers are turned into streams here.',
};
const documentAsStream: Deviation = {
  id: 'event-stream-over-json',
  grade: 'breaks',
  message: 'It says `text/event-stream` and sends one JSON document.',
  consequence: silentLoss,
  fix: 'Write the answer as events: `data: {chunk}` and a blank line for each piece.',
};
const errorWithGoodStatus: Deviation = {
  id: 'error-with-status-200',
  grade: 'breaks',
  message: 'Asked for a stream, it answers an error with status 200.',
  consequence: silentLoss,
  fix: 'Answer errors with a status of 400 or more, and fix what this one says.',
};
const htmlStream: Deviation = {
  id: 'html-answer',
  grade: 'breaks',
  message: 'Asked for a stream, it answers with a page for people (HTML) and status 200.',
  consequence: silentLoss,
  fix: 'See what stands before the server on this path: a login page, or a proxy that fails.',
};
const jsonLines: Deviation = {
  id: 'json-lines',
  grade: 'breaks',
  message: 'It streams lines of JSON without `data:` before them.',
  consequence: silentLoss,
  fix: 'Write `data: ` before each JSON object and a blank line after it.',
};
const notAStream: Deviation = {
  id: 'not-a-stream',
  grade: 'breaks',
  message: 'Asked for a stream, it answers with something that is neither events nor a completion.',
  consequence: silentLoss,
  fix: 'Answer with server-sent events, one chat completion chunk each.',
};
const emptyStream: Deviation = {
  id: 'empty-stream',
  grade: 'breaks',
  message: 'Asked for a stream, it answers with nothing at all.',
  consequence: silentLoss,
  fix: 'See the server’s log: the generator behind the stream probably failed before its first piece.',
};
const streamFails: Deviation = {
  id: 'stream-fails',
  grade: 'breaks',
  message: 'It answers without a stream, and fails when asked for one.',
  consequence: 'Every streamed turn fails, and voice agents stream every turn.',
  fix: 'See the server’s log for this request; refuse `stream: true` with a 400 and a JSON error if it can’t be had.',
};
const errorInStream: Deviation = {
  id: 'error-inside-stream',
  grade: 'breaks',
  message: 'A stream begins with status 200, and then says that it failed.',
  consequence: 'The turn fails after the caller has waited for it.',
  fix: 'Fix what it says; answer errors that are known before the first piece with a status of 400 or more.',
};
const errorLine: Deviation = {
  id: 'error-line',
  grade: 'breaks',
  message: 'It tells a failure in a line `error: …`, which is no field of server-sent events.',
  consequence: silentLoss,
  fix: 'Write failures as `data: {"error": {"message": …}}`.',
};
const errorObject: Deviation = {
  id: 'object-error-event',
  grade: 'breaks',
  message: 'It tells a failure as `{"object": "error", …}`, which no client takes for one.',
  consequence: silentLoss,
  fix: 'Write failures as `data: {"error": {"message": …}}`.',
};
const otherObject: Deviation = {
  id: 'event-without-choices',
  grade: 'breaks',
  message: 'Some events hold JSON that is no chunk: it has no `choices`.',
  consequence: throws,
  fix: 'Send nothing but chunks with a `choices` list, an error, or `[DONE]`.',
};
const pingEvent: Deviation = {
  id: 'ping-event',
  grade: 'breaks',
  message: 'It sends events that hold JSON and are no chunk, as a sign of life.',
  consequence: 'OpenAI’s stream helper and the Vercel AI SDK throw on them.',
  fix: 'Send a comment instead: a line that begins with a colon, such as `: ping`.',
};
const commentAsData: Deviation = {
  id: 'comment-as-data',
  grade: 'breaks',
  message: 'It sends comments inside data (`data: : keep-alive`).',
  consequence: throws,
  fix: 'Write comments as lines of their own that begin with a colon.',
};
const emptyData: Deviation = {
  id: 'empty-data',
  grade: 'breaks',
  message: 'It sends events with empty data, as a sign of life.',
  consequence: throws,
  fix: 'Send a comment instead: a line that begins with a colon, such as `: ping`.',
};
const singleNewlines: Deviation = {
  id: 'single-newline',
  grade: 'breaks',
  message: 'There is one line break between events where a blank line must stand.',
  consequence: 'Clients take all of them for one event that is no JSON, and throw.',
  fix: 'End each event with two line breaks: `data: {…}\\n\\n`.',
};
const multiLineJson: Deviation = {
  id: 'multi-line-json',
  grade: 'breaks',
  message: 'The JSON of an event runs over several lines.',
  consequence: throws,
  fix: 'Write each chunk on one line, without indentation.',
};
const malformedEvent: Deviation = {
  id: 'malformed-event',
  grade: 'breaks',
  message: 'Some events hold data that is no JSON.',
  consequence: throws,
  fix: 'Send nothing but JSON chunks and `[DONE]` as data.',
};
const truncated: Deviation = {
  id: 'stream-truncated',
  grade: 'breaks',
  message: 'The stream ends without a finish reason and without `[DONE]`.',
  consequence: 'A cut answer can’t be told from a whole one: OpenAI’s SDK reports neither.',
  fix: 'End every stream with a chunk that has a `finish_reason`, then `data: [DONE]`.',
};
const finishReasonMissing: Deviation = {
  id: 'finish-reason-missing',
  grade: 'breaks',
  message: 'The stream ends with `[DONE]`, and no chunk ever had a `finish_reason`.',
  consequence: 'OpenAI’s stream helper throws, and a cut answer can’t be told from a whole one.',
  fix: 'Send a last chunk with `delta: {}` and `finish_reason: "stop"` before `[DONE]`.',
};
const cutMidEvent: Deviation = {
  id: 'cut-mid-event',
  grade: 'breaks',
  message: 'The stream ends in the middle of an event, or the connection does.',
  consequence: 'The caller hears half an answer.',
  fix: 'End each event, the last too, with a blank line; else see the server’s log and the time limits of every proxy before it.',
};
const stalledStream: Deviation = {
  id: 'stream-never-ends',
  grade: 'breaks',
  message: 'The stream was not over when its time was.',
  consequence:
    'The caller hears silence in the middle of the answer, until a deadline ends the turn.',
  fix: 'Close the stream after `[DONE]`, and don’t stop sending before.',
};
const endlessStream: Deviation = {
  id: 'endless-answer',
  grade: 'breaks',
  message: 'Its streamed answer to a short question is larger than 4 MB.',
  consequence: 'The turn is broken off.',
  fix: 'End the stream after the answer.',
};
const saysNothing: Deviation = {
  id: 'empty-answer',
  grade: 'breaks',
  message: 'The stream is well formed and says nothing: no delta holds content.',
  consequence: 'The caller hears silence.',
  fix: 'Put the words into `choices[0].delta.content`.',
};
/** After these a stream has no proper end, and that is no second fault. */
const endsOtherwise = [errorInStream, errorLine, errorObject, singleNewlines, multiLineJson];

const streamsAfterAll: Deviation = {
  id: 'streaming-available',
  grade: 'fine',
  message: 'It streams, although it was said to have no streaming.',
  consequence: 'Callers wait for whole answers where they could hear the first words.',
  fix: 'Switch streaming on for this connection.',
};
