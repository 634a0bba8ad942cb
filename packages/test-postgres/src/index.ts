export { copyDatabase, emptyDatabase, runSql } from './create-database.ts';
export { startPostgres } from './start-postgres.ts';
export type { TestPostgres } from './start-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the server of this run; there only in the project `postgres`. */
    postgresUrl?: string;
  }
}
