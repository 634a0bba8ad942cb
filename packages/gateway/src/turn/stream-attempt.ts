import { dataEvent, doneEvent, type Usage } from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import type { StreamDecoder, StreamEvent, UpstreamHead } from '../providers/provider.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import { Attempt, type AttemptContext } from './attempt.ts';
import type { Caller } from './caller.ts';
import { StreamProgress } from './stream-progress.ts';

/** Told what becomes of a streamed attempt: `firstToken` at most once, then one of the other two. */
export interface StreamAttemptHandler {
  /** From here on the attempt may be relayed; nothing was sent to the caller yet. */
  firstToken(): void;
  /** The answer is complete, and all of it was given to the relay. */
  complete(): void;
  failed(error: ProviderError): void;
}

/**
 * One streamed upstream request. Holds what comes until `relayTo` names the caller; then each read
 * from the upstream is one write to the caller, who slows the upstream down by not reading.
 */
export class StreamAttempt extends Attempt {
  readonly #handler: StreamAttemptHandler;
  readonly #progress = new StreamProgress();
  #decoder: StreamDecoder | null = null;
  #caller: Caller | null = null;
  #held = '';
  #told = false;

  constructor(context: AttemptContext, handler: StreamAttemptHandler) {
    super(context);
    this.#handler = handler;
  }

  get usage(): Usage | null {
    return this.#progress.usage ?? this.#decoder?.usage ?? null;
  }

  protected override get repairedAnswer(): ReadonlySet<RepairId> | undefined {
    return this.#decoder?.repaired;
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
    else if (this.#progress.hasToken) this.#tellFirstToken();
  }

  protected override onAnswerEnd(): void {
    if (this.#decoder) this.#relay(this.#decoder.end());
    this.#complete();
  }

  protected override onFailed(error: ProviderError): void {
    this.#handler.failed(error);
  }

  /** What came before a fault is still relayed. */
  #relay(events: Iterable<StreamEvent>): void {
    let out = '';
    try {
      for (const { chunk, json } of events) {
        if (this.#progress.take(chunk)) this.watch.token();
        out += dataEvent(json);
      }
    } finally {
      this.#write(out);
    }
  }

  #complete(): void {
    this.#progress.end();
    this.#tellFirstToken();
    this.#write(doneEvent);
    this.settle();
    this.#handler.complete();
  }

  #tellFirstToken(): void {
    if (this.#told) return;
    this.#told = true;
    this.watch.enter('answering');
    this.#handler.firstToken();
  }

  #write(events: string): void {
    if (events === '') return;
    if (this.#caller === null) this.#held += events;
    else if (!this.#caller.write(events)) this.pause();
  }
}
