import { errorBody, type ErrorBody } from '@jackfield/chat-completions';

export interface RefusalDetails {
  /** The request's field that is to blame. */
  readonly param?: string | null;
  /** What kind of error it is, in OpenAI's words; follows from the status where it is left out. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A request that is not answered, told to callers exactly as it stands: its status while nothing has
 * been sent, else as the stream's last event. A reply may throw one; whatever else it throws is a
 * 500 that keeps the reason to itself.
 *
 * @throws RangeError for a status that is not an error's, TypeError for headers that can't be sent.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, details: RefusalDetails = {}) {
    super(message, { cause: details.cause });
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`A refusal's status is 400 to 599, not ${status}.`);
    }
    // Said here, where the stack shows who wrote them, and not when they are sent.
    void new Headers(details.headers);
    this.status = status;
    this.code = code;
    this.param = details.param ?? null;
    this.type = details.type ?? typeOf(status);
    this.headers = details.headers ?? {};
  }

  body(): ErrorBody {
    return errorBody(this.message, this.type, this.code, this.param);
  }
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error';
  return status === 429 ? 'rate_limit_error' : 'invalid_request_error';
}
