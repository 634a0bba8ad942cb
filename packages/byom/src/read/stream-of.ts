import { isGood, type AnsweredExchange, type Exchange } from '../endpoint/exchange.ts';
import { answerForm } from './answer-form.ts';
import { readChunks, type ChunkReading } from './chunk-reading.ts';
import { readEventStream, type EventStreamReading } from './event-stream-reading.ts';

export interface StreamReading {
  readonly exchange: AnsweredExchange;
  readonly events: EventStreamReading;
  readonly chunks: ChunkReading;
}

/** The stream that came back, read; `null` where none did. */
export function streamOf(exchange: Exchange): StreamReading | null {
  if (!isGood(exchange) || answerForm(exchange.body) !== 'events') return null;
  const events = readEventStream(exchange.reads);
  return { exchange, events, chunks: readChunks(events) };
}
