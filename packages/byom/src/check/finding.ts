/**
 * What a deviation does to a caller: `breaks` real clients, `deviates` from OpenAI's format in a way
 * that some client minds, or is `fine`: unusual, and understood by every client that was tried.
 */
export type Grade = 'breaks' | 'deviates' | 'fine';

/** One named way in which endpoints differ from OpenAI's format. */
export interface Deviation {
  readonly id: string;
  readonly grade: Grade;
  /** What the endpoint does, in one sentence. */
  readonly message: string;
  /** What it means for whoever calls. */
  readonly consequence: string;
  readonly fix: string;
}

/** What was sent and what came back, with the credential masked. */
export interface Evidence {
  /** Request line, headers and body. */
  readonly request: string;
  /** `null` where there was no answer. */
  readonly status: number | null;
  readonly contentType: string | null;
  readonly headers: string | null;
  /** The bytes that matter, at most 4,000 characters of them. */
  readonly body: string | null;
  /** How it ended, in words, where that matters. */
  readonly ended: string | null;
  readonly durationMs: number;
}

/** A deviation that was seen. */
export interface Finding extends Deviation {
  readonly evidence: Evidence | null;
}

/** A deviation that was seen; `detail` goes behind its sentence, for what only this endpoint does. */
export function found(deviation: Deviation, evidence: Evidence | null, detail = ''): Finding {
  const message = detail === '' ? deviation.message : `${deviation.message} ${detail}`;
  return { ...deviation, message, evidence };
}
