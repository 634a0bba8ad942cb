/** What a refusal says beyond its status, code and message. */
interface HttpErrorFacts {
  /** In OpenAI's words; left out where the status has one. */
  readonly type?: string;
  /** `false` where asking again soon is of no use: the official SDKs retry every 429 and 5xx unless told so. */
  readonly retryable?: boolean;
}

/** A request this gateway answers with an error of its own, in OpenAI's shape. */
export class HttpError extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
  /** When to come again; `null` where that is of no use. */
  readonly retryAfterMs: number | null;
  readonly retryable: boolean;

  constructor(
    status: number,
    code: string,
    message: string,
    param: string | null = null,
    retryAfterMs: number | null = null,
    { type = typeOf(status), retryable = true }: HttpErrorFacts = {},
  ) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.retryAfterMs = retryAfterMs;
    this.retryable = retryable;
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
