export interface FieldError {
  /** Where in the body, e.g. `fallbacks[1].model`. */
  readonly field: string;
  readonly message: string;
}

export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 409
  | 412
  | 413
  | 415
  | 422
  | 429
  | 500
  | 502
  | 503;

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, e.g. `current` or `endpoint`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A request that can't be granted. All of it but `cause` is shown to the caller, so none of it
 * may hold what a person typed into a credential field.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: ProblemStatus;
  /** Stable, for programs. */
  readonly code: string;
  readonly extras: ProblemExtras;

  constructor(status: ProblemStatus, code: string, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? {} : { cause: extras.cause });
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}
