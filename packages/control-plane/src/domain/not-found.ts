import { ProblemError } from '../problem-error.ts';
import { looksLikeId } from '../store/new-id.ts';

/**
 * Repeats the id only if it has our own form: people paste keys where ids belong. `what` comes
 * without its article, e.g. `agent`.
 */
export function notFound(what: string, id: string, listedAt: string): ProblemError {
  const found = looksLikeId(id)
    ? `There is no ${what} with the id "${id}"`
    : `No ${what} has this id`;
  return new ProblemError(
    404,
    'not_found',
    `${found}. It may have been deleted; GET /api/v1${listedAt} lists those there are.`,
  );
}
