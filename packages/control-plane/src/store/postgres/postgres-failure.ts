import pg from 'pg';
import { StoreUnreachable } from './store-unreachable.ts';

/** Classes and codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const failingClasses = new Set([
  '08', // connection
  '28', // who we are is no longer accepted
  '53', // disk full, out of memory, too many connections
  '58', // input/output error
  'XX', // corrupt
]);
const failingCodes = new Set([
  '25006', // read-only: a standby has taken its place, or has not yet
  '25P03', // idle in a transaction for too long
  '40001', // could not be put in order with others
  '40P01', // deadlock
  '55P03', // the lock was not to be had in time
  '57014', // taken back, by a deadline or by hand
  '57P01', // shutting down
  '57P02', // crashed
  '57P03', // starting up
  '57P05', // idle for too long
]);
/** After these the connection is of no use any more. */
const endingCodes = new Set(['25P03', '57P01', '57P02', '57P03', '57P05']);

/** Whether the database itself failed (gone, full, read-only), as opposed to a wrong query. */
export function isPostgresFailure(error: unknown): boolean {
  if (error instanceof StoreUnreachable) return true;
  const code = sqlState(error);
  return code !== null && (failingCodes.has(code) || failingClasses.has(code.slice(0, 2)));
}

/** Whether a text held what PostgreSQL keeps in no text, such as U+0000. */
export function isUnstorableText(error: unknown): boolean {
  return sqlState(error) === '22021';
}

/** Whether the session ended with this error. */
export function endsConnection(error: unknown): boolean {
  const code = sqlState(error);
  return code === null || code.startsWith('08') || endingCodes.has(code);
}

/** What the server called the error; `null` when it isn't the server's. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
