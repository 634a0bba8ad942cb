import { dataEvent, doneEvent, type Usage } from '@jackfield/chat-completions';
import type { CommitPoint, RepairId } from '@jackfield/gateway-config';
import type { StreamDecoder, StreamEvent, UpstreamHead } from '../providers/provider.ts';
import { AnswerText } from '../capture/answer-text.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import { Attempt, type AttemptContext } from './attempt.ts';
import type { Caller } from './caller.ts';
import { SentenceHold } from './sentence-hold.ts';
import { StreamProgress } from './stream-progress.ts';

/** How a turn's streams are given to its caller. */
export interface Relaying {
  readonly commitPoint: CommitPoint;
  /** Whole sentences only, so that another model can go on behind the last one. */
  readonly bySentence: boolean;
  /** Whether what it says is gathered. */
  readonly captures: boolean;
}

/** Told what becomes of a streamed attempt: the first two in order, at most once; then one of the others. */
export interface StreamAttemptHandler {
  firstToken(): void;
  /** The commit point is reached; nothing was sent to the caller yet. */
  ready(): void;
  /** The answer is complete, and all of it was given to the relay. */
  complete(): void;
  failed(error: ProviderError): void;
}

/**
 * One streamed upstream request. Holds what comes until `relayTo` names the caller; then each read
 * from the upstream is one write to the caller, who slows the upstream down by not reading.
 */
export class StreamAttempt extends Attempt {
  readonly #relaying: Relaying;
  readonly #handler: StreamAttemptHandler;
  readonly #progress = new StreamProgress();
  readonly #sentences: SentenceHold | null;
  readonly #said: AnswerText | null;
  #decoder: StreamDecoder | null = null;
  #caller: Caller | null = null;
  #held = '';
  #told = false;
  #ready = false;
  #awaitsEnd = false;

  constructor(context: AttemptContext, relaying: Relaying, handler: StreamAttemptHandler) {
    super(context);
    this.#relaying = relaying;
    this.#handler = handler;
    this.#sentences = relaying.bySentence ? new SentenceHold() : null;
    this.#said = relaying.captures ? new AnswerText() : null;
    // Only what waits for a sentence looks for its end.
    this.#progress.seeksSentence =
      relaying.commitPoint === 'first_sentence' ||
      context.choice.deadlines.firstSentenceMs !== null;
  }

  get usage(): Usage | null {
    return this.#progress.usage ?? this.#decoder?.usage ?? null;
  }

  protected override get repairedAnswer(): ReadonlySet<RepairId> | undefined {
    return this.#decoder?.repaired;
  }

  get delivered(): { characters: number; text: string; calls: boolean } {
    if (this.#caller === null) return { characters: 0, text: '', calls: false };
    const { characters, calls } = this.#progress;
    if (this.#sentences === null) return { characters, text: '', calls };
    const { delivered } = this.#sentences;
    return { characters: delivered.length, text: delivered, calls };
  }

  /** What the caller was given of it, in words; nothing where it isn't gathered. */
  get said(): string {
    if (this.#caller === null || this.#said === null) return '';
    const { text, calls } = this.#said;
    return [this.#sentences?.delivered ?? text, calls].filter((part) => part !== '').join('\n');
  }

  relayTo(caller: Caller): void {
    this.#caller = caller;
    caller.onDrain(() => this.resume());
    this.#write(this.#held);
    this.#held = '';
  }

  protected override onAnswerHead(head: UpstreamHead): void {
    this.#decoder = this.context.provider.decodeStream(head, this.context.call);
  }

  protected override onAnswerData(bytes: Buffer): void {
    if (this.#decoder === null) return;
    this.#relay(this.#decoder.push(bytes));
    if (this.#decoder.done) this.#complete();
    else {
      this.#tell();
      if (this.#isAnswered && !this.#awaitsEnd) {
        this.#awaitsEnd = true;
        this.watch.enter('awaiting_end');
      }
    }
  }

  protected override onAnswerEnd(): void {
    if (this.#decoder) this.#relay(this.#decoder.end());
    this.#complete();
  }

  protected override onFailed(error: ProviderError): void {
    this.#handler.failed(error);
  }

  /** What breaks behind an answer's end, or never comes there, takes nothing from the answer. */
  protected override fail(error: ProviderError): void {
    if (!this.over && this.#isAnswered) this.#complete();
    else super.fail(error);
  }

  get #isAnswered(): boolean {
    return this.#progress.isWhole(this.context.call.request.n ?? 1);
  }

  /** What came before a fault is still relayed. */
  #relay(events: Iterable<StreamEvent>): void {
    let out = '';
    try {
      for (const { chunk, json } of events) {
        if (this.#progress.take(chunk)) this.watch.token();
        this.#said?.take(chunk);
        const event = dataEvent(json);
        out += this.#sentences === null ? event : this.#sentences.push(event, chunk);
      }
    } finally {
      this.#write(out);
    }
  }

  #complete(): void {
    this.#progress.end();
    if (this.#sentences !== null) this.#write(this.#sentences.end());
    this.#tell(true);
    this.#write(doneEvent);
    this.settle();
    this.#handler.complete();
  }

  #tell(isOver = false): void {
    if (!this.#told && (this.#progress.hasToken || isOver)) {
      this.#told = true;
      this.watch.enter('awaiting_first_sentence');
      this.#handler.firstToken();
    }
    if (this.#ready || !this.#told) return;
    const hasSentence = this.#progress.hasSentence || isOver;
    if (hasSentence) this.watch.enter('answering');
    if (!hasSentence && this.#relaying.commitPoint === 'first_sentence') return;
    this.#ready = true;
    this.#handler.ready();
  }

  #write(events: string): void {
    if (events === '') return;
    if (this.#caller === null) this.#held += events;
    else if (!this.#caller.write(events)) this.pause();
  }
}
