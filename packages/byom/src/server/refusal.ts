import { errorBody, type ErrorBody } from '@jackfield/chat-completions';

/** A request that is not answered, as OpenAI's clients expect to hear it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { param?: string | null; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.status = status;
    this.code = code;
    this.param = more.param ?? null;
    this.headers = more.headers ?? {};
  }

  body(): ErrorBody {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return errorBody(this.message, type, this.code, this.param);
  }
}
