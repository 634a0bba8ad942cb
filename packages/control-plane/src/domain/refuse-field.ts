import { ProblemError } from '../problem-error.ts';
import type { ProblemStatus } from '../problem-error.ts';

/** A problem with one field of the body; the message is said of the field and as the detail. */
export function refuseField(
  field: string,
  code: string,
  message: string,
  status: ProblemStatus = 422,
  members: Readonly<Record<string, unknown>> = {},
): ProblemError {
  return new ProblemError(status, code, message, { errors: [{ field, message }], members });
}
