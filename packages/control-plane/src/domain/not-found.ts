import { ProblemError } from '../problem-error.ts';

/** `what` with its article, e.g. `an agent`. */
export function notFound(what: string, id: string, listedAt: string): ProblemError {
  return new ProblemError(
    404,
    'not_found',
    `There is no ${what} with the id "${id.slice(0, 60)}". It may have been deleted; GET /api/v1${listedAt} lists those there are.`,
  );
}
