/** A request this gateway answers with an error of its own, in OpenAI's shape. */
export class HttpError extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
  /** When to come again; `null` where that is of no use. */
  readonly retryAfterMs: number | null;

  constructor(
    status: number,
    code: string,
    message: string,
    param: string | null = null,
    retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.type = typeOf(status);
    this.code = code;
    this.param = param;
    this.retryAfterMs = retryAfterMs;
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
