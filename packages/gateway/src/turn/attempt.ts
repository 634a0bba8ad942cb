import {
  repairIds,
  type Endpoint,
  type PublishedChoice,
  type RepairId,
} from '@jackfield/gateway-config';
import type { Provider, ProviderCall, UpstreamHead } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { authorize } from '../upstream/authorize.ts';
import type { Exchange } from '../upstream/exchange.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { withoutCredentials } from '../upstream/without-credentials.ts';
import type { Clock } from './clock.ts';
import { DeadlineWatch } from './deadlines.ts';
import { fromTransportError } from './from-transport-error.ts';
import { toUpstreamRequest } from './to-upstream-request.ts';

/** How long an upstream may keep its stream open after the answer's end, so that its socket can be used again. */
const lingerMs = 1_000;

/** How long the words of an error are waited for: its status says most of it. */
const errorBodyMs = 1_000;

/** The largest error body that is read. */
const errorBytesMax = 64 * 1_024;

export interface AttemptContext {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly provider: Provider;
  readonly endpoint: Endpoint;
  readonly choice: PublishedChoice;
  readonly call: ProviderCall;
  /** What its upstream is told of the trace it belongs to. */
  readonly traceHeaders: Readonly<Record<string, string>>;
  /** When the attempt began: its images may have had to be fetched since. */
  readonly startedAt: number;
  /** When the whole turn must be over. */
  readonly endsAt: number;
  /** When an answer that comes whole must be there. */
  readonly answersBy: number;
}

/**
 * One upstream request of a turn, from connecting to its end. Guarantees that exactly one of
 * `onAnswerEnd` and `onFailed` is called, once, unless it is cancelled; and that by then its
 * exchange is over and its timer gone.
 */
export abstract class Attempt {
  protected readonly context: AttemptContext;
  protected readonly watch: DeadlineWatch;
  #exchange: Exchange | null = null;
  #dropped: readonly string[] = [];
  #repairedRequest: readonly RepairId[] = [];
  #head: UpstreamHead | null = null;
  #errorBody: Buffer[] | null = null;
  #errorBytes = 0;
  #over = false;
  /** Whether the upstream has sent all it will. */
  #ended = false;
  /** Ends the wait for what comes after the answer, or for the words of an error. */
  #endLinger: () => void = () => undefined;

  constructor(context: AttemptContext) {
    this.context = context;
    this.watch = new DeadlineWatch(context.choice.deadlines, context.clock, context, (error) =>
      this.fail(error),
    );
  }

  /** Request fields the provider's format could not carry. */
  get dropped(): readonly string[] {
    return this.#dropped;
  }

  /** The repairs that the request and the answer needed so far, each once, in their list's order. */
  get repaired(): readonly RepairId[] {
    const answer = this.repairedAnswer;
    return repairIds.filter((id) => this.#repairedRequest.includes(id) || answer?.has(id));
  }

  protected abstract get repairedAnswer(): ReadonlySet<RepairId> | undefined;

  /** Sends the request. @throws ProviderError when it can't be put into the provider's format. */
  start(): void {
    const { provider, call, endpoint, upstream } = this.context;
    const request = toUpstreamRequest(provider, call);
    this.#dropped = request.dropped;
    this.#repairedRequest = request.repaired ?? [];
    const headers = {
      ...request.headers,
      'accept-encoding': 'identity',
      'user-agent': 'jackfield',
    };
    const { url, body } = request;
    authorize({ url, headers, body }, endpoint.auth, this.context.clock.now());
    // Left out of a signature: proxies on the way that trace put spans of their own there.
    Object.assign(headers, this.context.traceHeaders);
    const exchange = upstream.send(endpoint, url, headers, body, {
      onConnected: () =>
        this.watch.enter(call.streaming ? 'awaiting_first_token' : 'awaiting_answer'),
      onDisconnected: () => this.watch.reconnect(),
      onHead: (status, answered) => this.#takeHead({ status, headers: answered }),
      onData: (bytes) => this.#takeData(bytes),
      onEnd: () => this.#takeEnd(),
      onFailed: (error) => this.#takeBreak(error),
    });
    this.#exchange = exchange;
    // It may have failed before `send` returned.
    if (this.#over) exchange.abort();
    else this.watch.start();
  }

  /** The head of an answer with a 2xx status. May throw ProviderError, as the two that follow. */
  protected abstract onAnswerHead(head: UpstreamHead): void;
  protected abstract onAnswerData(bytes: Buffer): void;
  protected abstract onAnswerEnd(): void;
  protected abstract onFailed(error: ProviderError): void;

  /** Whether it has been answered, has failed or was cancelled. */
  protected get over(): boolean {
    return this.#over;
  }

  /** Closes the upstream; nothing is called back afterwards. */
  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.watch.stop();
    this.#endLinger();
    this.#exchange?.abort();
  }

  /** The answer is whole: no deadline counts any more, and what still comes is given a moment to end. */
  protected settle(): void {
    if (this.#over) return;
    this.#over = true;
    this.watch.stop();
    if (this.#ended) return;
    this.#endLinger = this.context.clock.after(lingerMs, () => this.#exchange?.abort());
  }

  protected pause(): void {
    if (this.#over) return;
    this.watch.pause(true);
    this.#exchange?.pause();
  }

  /** After the answer's end too: a caller drains when it likes. */
  protected resume(): void {
    if (!this.#over) this.watch.pause(false);
    this.#exchange?.resume();
  }

  protected fail(error: ProviderError): void {
    if (this.#over) return;
    this.cancel();
    this.onFailed(scrubbed(error, this.context.endpoint));
  }

  #takeHead(head: UpstreamHead): void {
    this.#head = head;
    if (head.status < 200 || head.status > 299) {
      this.#errorBody = [];
      this.#endLinger = this.context.clock.after(errorBodyMs, () => this.#failWithStatus());
      return;
    }
    if (isCompressed(head)) {
      this.fail(
        new ProviderError('bad_response', {
          message: 'The model’s server compressed its answer although it was asked not to.',
          code: 'upstream_malformed',
          retryable: false,
        }),
      );
      return;
    }
    this.#guard(() => this.onAnswerHead(head));
  }

  #takeData(bytes: Buffer): void {
    if (this.#over) return;
    if (this.#errorBody === null) {
      this.#guard(() => this.onAnswerData(bytes));
      return;
    }
    this.#errorBody.push(bytes);
    this.#errorBytes += bytes.length;
    if (this.#errorBytes > errorBytesMax) this.#failWithStatus();
  }

  #takeEnd(): void {
    this.#ended = true;
    this.#endLinger();
    if (this.#over) return;
    if (this.#errorBody !== null) {
      this.#failWithStatus();
      return;
    }
    this.#guard(() => {
      this.onAnswerEnd();
      this.settle();
    });
  }

  /** Where a server refuses, and closes with our request unread, its status is known although its words may be lost. */
  #takeBreak(error: Error): void {
    if (this.#errorBody === null) this.fail(fromTransportError(error));
    else this.#failWithStatus();
  }

  #failWithStatus(): void {
    // Holds: the body of an error is only collected after its head.
    const head = this.#head as UpstreamHead;
    const body = Buffer.concat(this.#errorBody ?? []).subarray(0, errorBytesMax);
    this.#guard(() => {
      throw this.context.provider.toError(head, body);
    });
  }

  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail(error instanceof ProviderError ? error : unexpected(error));
    }
  }
}

/** By one of the codings of HTTP (RFC 9110 §8.4.1); servers also write there what is none, such as `utf-8`. */
function isCompressed({ headers }: UpstreamHead): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && /\b(?:gzip|br|deflate|zstd|compress)\b/i.test(String(encoding));
}

/** A fault of our own while decoding: the turn fails, the program goes on. */
function unexpected(cause: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model’s answer could not be read.',
    code: 'upstream_malformed',
    retryable: true,
    detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    cause,
  });
}

/** The same error with the endpoint's credentials taken out of every word an upstream chose. */
function scrubbed(error: ProviderError, endpoint: Endpoint): ProviderError {
  const clean = (words: string): string => withoutCredentials(words, endpoint.auth);
  return new ProviderError(error.kind, {
    message: clean(error.message),
    code: clean(error.code),
    param: error.param === null ? null : clean(error.param),
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    detail: clean(error.detail),
    cause: error.cause,
  });
}
