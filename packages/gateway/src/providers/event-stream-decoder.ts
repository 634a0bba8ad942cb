import { AnswerBytes, isHeartbeat } from './answer-bytes.ts';
import { AnswerWriter } from './answer-writer.ts';
import { isRecord } from './is-record.ts';
import { malformedEvent } from './not-an-answer.ts';
import { parseAnswer } from './parse-answer.ts';
import type { ProviderCall, StreamDecoder, StreamEvent, UpstreamHead } from './provider.ts';
import { thenThrow } from './then-throw.ts';

/** What a format makes of its own events, by writing to an `AnswerWriter`. May throw ProviderError. */
export interface EventReader {
  /** One event, and its text. `true` at the format's own end, if it has one. */
  onEvent(event: Record<string, unknown>, text: string): boolean;
  /** A whole answer, where one came although a stream was asked for. */
  onDocument(answer: Record<string, unknown>): void;
}

/**
 * Decodes a stream of server-sent events that each hold one JSON object, for formats other than
 * OpenAI's. Guarantees that what was written before a fault is given before it, and that nothing is
 * read after the format's own end.
 */
export class EventStreamDecoder implements StreamDecoder {
  readonly #writer: AnswerWriter;
  readonly #bytes: AnswerBytes;
  #done = false;

  constructor(
    head: UpstreamHead,
    call: ProviderCall,
    newReader: (writer: AnswerWriter) => EventReader,
  ) {
    this.#writer = new AnswerWriter(call);
    const reader = newReader(this.#writer);
    this.#bytes = new AnswerBytes(head, {
      onEvent: ({ data }) => this.#take(data, reader),
      onDocument: (body) => reader.onDocument(parseAnswer(head, body)),
    });
  }

  get done(): boolean {
    return this.#done;
  }

  push(bytes: Buffer): Iterable<StreamEvent> {
    return this.#writtenBy(() => this.#bytes.push(bytes));
  }

  end(): Iterable<StreamEvent> {
    return this.#writtenBy(() => {
      this.#bytes.end();
      this.#writer.end();
    });
  }

  #take(data: string, reader: EventReader): void {
    if (this.#done || isHeartbeat(data)) return;
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch (cause) {
      throw malformedEvent(cause);
    }
    if (!isRecord(event)) throw malformedEvent();
    if (!reader.onEvent(event, data)) return;
    this.#writer.end();
    this.#done = true;
  }

  #writtenBy(step: () => void): Iterable<StreamEvent> {
    try {
      step();
      return this.#writer.take();
    } catch (error) {
      return thenThrow(this.#writer.take(), error);
    }
  }
}
