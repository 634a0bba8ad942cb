import { dataEvent, errorBody } from '@jackfield/chat-completions';
import type { PlaygroundCaller } from '@jackfield/gateway-config';
import type { OutgoingHttpHeaders } from 'node:http';
import type { ProviderError } from '../providers/provider-error.ts';
import type { AnswerHead, Caller } from '../turn/caller.ts';
import type { Clock } from '../turn/clock.ts';
import { errorStatus } from './error-status.ts';
import type { HttpError } from './http-error.ts';
import { putHead, putRetry } from './put-head.ts';

/** A person in the playground: given the same head and body as `HttpCaller` would send, not through a socket. */
export class PersonCaller implements Caller {
  readonly #person: PlaygroundCaller;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #headers: OutgoingHttpHeaders;
  #left = false;
  #onLeft: () => void = () => undefined;
  #onDrain: () => void = () => undefined;

  constructor(person: PlaygroundCaller, requestId: string, clock: Clock) {
    this.#person = person;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#headers = { 'x-request-id': requestId, 'x-jackfield-attempts': 0 };
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#onLeft();
  }

  drained(): void {
    this.#onDrain();
  }

  onLeft(callback: () => void): void {
    this.#onLeft = callback;
    if (this.#left) callback();
  }

  onDrain(callback: () => void): void {
    this.#onDrain = callback;
  }

  begin(head: AnswerHead): void {
    putHead(this.#headers, head);
    this.#send(200, 'text/event-stream; charset=utf-8');
  }

  write(events: string): boolean {
    if (this.#left) return true;
    return this.#person.body(events, this.#clock.now() - this.#startedAt);
  }

  end(): void {
    // Its record says that it is over.
  }

  breakOff(error: ProviderError, deliveredCharacters: number): void {
    const body = bodyOf(error);
    const told = { error: { ...body.error, delivered_characters: deliveredCharacters } };
    this.write(dataEvent(JSON.stringify(told)));
  }

  answer(head: AnswerHead, json: Buffer | string): void {
    putHead(this.#headers, head);
    this.#send(200, 'application/json');
    this.write(json.toString());
  }

  fail(error: ProviderError, head: AnswerHead | null): void {
    if (head) putHead(this.#headers, head);
    putRetry(this.#headers, error);
    this.#send(errorStatus(error.kind).status, 'application/json');
    this.write(JSON.stringify(bodyOf(error)));
  }

  /** Before it became a turn. */
  refuse(error: HttpError): void {
    putRetry(this.#headers, error);
    this.#send(error.status, 'application/json');
    this.write(JSON.stringify(errorBody(error.message, error.type, error.code, error.param)));
    this.#person.over(null);
  }

  #send(status: number, contentType: string): void {
    if (this.#left) return;
    const headers = Object.entries({ ...this.#headers, 'content-type': contentType });
    this.#person.head(
      status,
      Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    );
  }
}

function bodyOf(error: ProviderError): ReturnType<typeof errorBody> {
  return errorBody(error.message, errorStatus(error.kind).type, error.code, error.param);
}
