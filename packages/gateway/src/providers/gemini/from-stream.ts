import type { SseEvent } from '@jackfield/chat-completions';
import { AnswerBytes, isHeartbeat } from '../answer-bytes.ts';
import { malformedEvent } from '../not-an-answer.ts';
import type { ProviderCall, StreamDecoder, StreamEvent, UpstreamHead } from '../provider.ts';
import { thenThrow } from '../then-throw.ts';
import { errorInAnswer } from './from-error.ts';
import { responsesIn } from './from-document.ts';
import { Answer, asResponse } from './from-response.ts';

/**
 * Decodes `streamGenerateContent`: each event is a `GenerateContentResponse` with what came since
 * the last. The format has no end of its own: the answer is over when the body is.
 */
export class GeminiStreamDecoder implements StreamDecoder {
  readonly done = false;
  readonly #head: UpstreamHead;
  readonly #answer: Answer;
  readonly #bytes: AnswerBytes;
  #events: StreamEvent[] = [];

  constructor(head: UpstreamHead, call: ProviderCall) {
    this.#head = head;
    this.#answer = new Answer(call, (event) => this.#events.push(event));
    this.#bytes = new AnswerBytes(head, {
      onEvent: (event) => this.#take(event),
      onDocument: (body) => this.#takeDocument(body),
    });
  }

  push(bytes: Buffer): Iterable<StreamEvent> {
    return this.#eventsOf(() => this.#bytes.push(bytes));
  }

  end(): Iterable<StreamEvent> {
    return this.#eventsOf(() => {
      this.#bytes.end();
      this.#answer.end();
    });
  }

  #eventsOf(step: () => void): Iterable<StreamEvent> {
    const events: StreamEvent[] = [];
    this.#events = events;
    try {
      step();
      return events;
    } catch (error) {
      return thenThrow(events, error);
    }
  }

  #take({ data }: SseEvent): void {
    if (isHeartbeat(data)) return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch (cause) {
      throw malformedEvent(cause);
    }
    const failure = errorInAnswer(parsed);
    if (failure !== null) throw failure;
    const response = asResponse(parsed);
    if (response === null) throw malformedEvent();
    this.#answer.take(response);
  }

  /** A proxy that lost `alt=sse`, or one that gathers the stream: an array of responses, or one. */
  #takeDocument(body: Buffer): void {
    for (const response of responsesIn(this.#head, body)) this.#answer.take(response);
  }
}
