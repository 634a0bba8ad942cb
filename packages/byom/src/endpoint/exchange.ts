/** What was sent; the credential is among the headers. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One read from the socket's answer. */
export interface Read {
  /** Milliseconds since the request was sent. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** Where a request without an answer was when it failed. */
export type FailedStage = 'name' | 'connect' | 'tls' | 'request';

/**
 * How the body ended: `complete` by the protocol's own end; `cut` by a closed socket; `silent` when
 * its time was over; `too_large` when more came than is held; `left` when we had heard enough.
 */
export type AnswerEnd = 'complete' | 'cut' | 'silent' | 'too_large' | 'left';

export interface Timings {
  /** `null` on a socket that was open already, and for a literal address. */
  readonly nameMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the request sent to the head of its answer. */
  readonly headMs: number | null;
  readonly totalMs: number;
}

interface Exchanged {
  readonly request: SentRequest;
  readonly timings: Timings;
}

export interface AnsweredExchange extends Exchanged {
  readonly kind: 'answered';
  /** The statuses from 100 to 199 that came before the answer, each once. */
  readonly interimStatuses: ReadonlySet<number>;
  readonly status: number;
  /** As they came, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly reads: readonly Read[];
  readonly body: Buffer;
  readonly end: AnswerEnd;
  /** The day the server's certificate ends; `null` for http. */
  readonly certificateEndsAt: Date | null;
}

export interface FailedExchange extends Exchanged {
  readonly kind: 'failed';
  readonly stage: FailedStage;
  /** The system's own code, e.g. `ECONNREFUSED`; `TIMEOUT` when its time was over. */
  readonly code: string;
  readonly message: string;
}

export type Exchange = AnsweredExchange | FailedExchange;

/** The value of a header, the first where it came twice; `null` where it didn't. */
export function headerOf(exchange: AnsweredExchange, name: string): string | null {
  return exchange.headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? null;
}

export function isGood(exchange: Exchange): exchange is AnsweredExchange {
  return exchange.kind === 'answered' && exchange.status >= 200 && exchange.status <= 299;
}
