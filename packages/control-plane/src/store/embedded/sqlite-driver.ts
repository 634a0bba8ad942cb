import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { StatementCache } from './statement-cache.ts';

/**
 * One connection for all: Kysely itself lets one query or transaction at a time use it, because
 * the SQLite adapter says that there is only one.
 */
export class SqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: DatabaseConnection;
  readonly #onCommitted: () => void;

  constructor(database: DatabaseSync, onCommitted: () => void) {
    this.#database = database;
    this.#connection = new SqliteConnection(database);
    this.#onCommitted = onCommitted;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** IMMEDIATE: a transaction that will write takes its lock first, so it can't fail half-way. */
  async beginTransaction(): Promise<void> {
    this.#database.exec('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('commit');
    this.#onCommitted();
  }

  /** SQLite has already rolled back by itself after a full disk or an input/output error. */
  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #statements: StatementCache;

  constructor(database: DatabaseSync) {
    this.#statements = new StatementCache(database);
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { statement, answersRows } = this.#statements.get(query.sql);
    // The repositories bind only text, numbers and null; SQLite itself refuses anything else.
    const parameters = query.parameters as readonly SQLInputValue[];
    if (answersRows) {
      // The row type is what Kysely derived from the query itself.
      return { rows: statement.all(...parameters) as Row[] };
    }
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  // eslint-disable-next-line require-yield -- nothing here streams; the interface asks for it.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('The embedded database does not stream rows.');
  }
}
