import { SseDecoder, SseEventTooLarge, type SseEvent } from '@jackfield/chat-completions';
import { answerTooLarge, notAnAnswer } from './not-an-answer.ts';
import type { UpstreamHead } from './provider.ts';
import { canSniff, sniff } from './sniff.ts';
import { withoutLeadIn } from './without-lead-in.ts';

/** The largest whole answer that is held: 16 MB. */
const answerBytesMax = 16 * 1_048_576;

export interface AnswerBytesHandler {
  /** May throw: the bytes that follow are then not looked at. */
  onEvent(event: SseEvent): void;
  /** The whole body, where it is one JSON document although a stream was asked for. */
  onDocument(body: Buffer): void;
}

/**
 * Reads the body of a streamed answer, cut anywhere: server-sent events as they come, or one JSON
 * document when it has ended, whatever the content type says.
 * @throws ProviderError for a body that is neither, or too large to hold.
 */
export class AnswerBytes {
  readonly #head: UpstreamHead;
  readonly #handler: AnswerBytesHandler;
  readonly #sse: SseDecoder;
  #mode: 'unknown' | 'sse' | 'json' = 'unknown';
  #held: Buffer[] = [];
  #readBytes = 0;

  constructor(head: UpstreamHead, handler: AnswerBytesHandler) {
    this.#head = head;
    this.#handler = handler;
    this.#sse = new SseDecoder((event) => this.#handler.onEvent(event));
  }

  push(bytes: Buffer): void {
    if (this.#mode === 'sse') {
      this.#pushEvents(bytes);
      return;
    }
    this.#readBytes += bytes.length;
    if (this.#readBytes > answerBytesMax) throw answerTooLarge();
    if (this.#mode === 'json') {
      this.#held.push(bytes);
      return;
    }
    // What can't be judged yet is a few bytes behind the white space, so each byte is read but once.
    const read = this.#held.length === 0 ? bytes : Buffer.concat([...this.#held, bytes]);
    const start = withoutLeadIn(read);
    this.#held = start.length === 0 ? [] : [start];
    if (canSniff(start)) this.#choose(start);
  }

  end(): void {
    if (this.#mode === 'sse') return;
    const body = Buffer.concat(this.#held);
    if (body.length === 0) return;
    // A body too short to judge while it was coming is judged whole.
    if (this.#mode === 'unknown' && sniff(body) !== 'json') this.#choose(body);
    else this.#handler.onDocument(body);
  }

  #choose(start: Buffer): void {
    switch (sniff(start)) {
      case 'json':
        this.#mode = 'json';
        return;
      case 'sse':
        this.#mode = 'sse';
        this.#held = [];
        this.#pushEvents(start);
        return;
      case 'html':
      case 'other':
        throw notAnAnswer(this.#head, start);
    }
  }

  #pushEvents(bytes: Buffer): void {
    try {
      this.#sse.push(bytes);
    } catch (error) {
      throw error instanceof SseEventTooLarge ? answerTooLarge(error) : error;
    }
  }
}

/** Empty data, and comments that a proxy has wrapped into data (`data: : keepalive`). */
export function isHeartbeat(data: string): boolean {
  return data === '' || data.startsWith(':') || data.trim() === '';
}
