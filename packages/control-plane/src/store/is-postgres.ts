import { PostgresAdapter } from 'kysely';
import type { Database } from './tables.ts';

/** For the few statements that the two databases word differently. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
