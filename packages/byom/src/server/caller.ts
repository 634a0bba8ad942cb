/** Who asked, at the other end of a node:http response or of a fetch-style `Response`. */
export interface Caller {
  /** Aborts as soon as the caller has left. */
  readonly signal: AbortSignal;
  /** Whether an answer has begun, so that its status can't be changed. */
  readonly begun: boolean;
  /** A whole answer; `text` is JSON. */
  send(status: number, headers: Readonly<Record<string, string>>, text: string): void;
  /** Status 200 and the headers of a stream. */
  begin(headers: Readonly<Record<string, string>>): void;
  /** Gives a promise where the caller has no more room: it resolves when there is, or when it left. */
  write(text: string): Promise<void> | undefined;
  end(text: string): void;
  /** Ends the connection, for a caller that no longer reads. */
  drop(): void;
}

/** What was asked, before anything of it is trusted. */
export interface IncomingCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  header(name: string): string | undefined;
  /** @throws Refusal 413 when it is larger than `bytesMax`. */
  readBody(bytesMax: number): Promise<IncomingBody>;
}

/** The body as it came, or as a framework has parsed it before. */
export type IncomingBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'parsed'; readonly value: unknown };
