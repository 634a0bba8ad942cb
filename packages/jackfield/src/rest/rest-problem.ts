/** Why a request to the REST API did not do what was asked: lines to print. */
export class RestProblem extends Error {
  override readonly name = 'RestProblem';
  /** Of the server's `problem+json`; `null` where no such answer came. */
  readonly code: string | null;
  /** `host:port` that an admin may allow, where that is what is missing. */
  readonly endpoint: string | null;

  constructor(
    message: string,
    code: string | null = null,
    endpoint: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.endpoint = endpoint;
  }
}
