import { isStoreFailure } from './embedded/sqlite-failure.ts';
import { isPostgresFailure } from './postgres/postgres-failure.ts';
import { StoreUnreachable } from './postgres/store-unreachable.ts';

export type StoreFailure = 'failing' | 'unreachable' | 'outcome_unknown';

/** What it means that the database itself failed; `null` for any other error. */
export function storeFailure(error: unknown): StoreFailure | null {
  if (error instanceof StoreUnreachable) {
    return error.outcomeUnknown ? 'outcome_unknown' : 'unreachable';
  }
  return isStoreFailure(error) || isPostgresFailure(error) ? 'failing' : null;
}
