import type { DatabaseSync, StatementSync } from 'node:sqlite';

interface Prepared {
  readonly statement: StatementSync;
  readonly answersRows: boolean;
}

/** Far more than the program has queries; a bound only in case one is built with a varying text. */
const statementsMax = 300;

/**
 * Prepares each SQL text once. Preparing one per query grew memory from 46 to 616 MB in a trial:
 * statements are freed only when the collector gets to them.
 */
export class StatementCache {
  readonly #database: DatabaseSync;
  /** In the order of last use: the first is the one to let go. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, answersRows: statement.columns().length > 0 };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > statementsMax) {
      const oldest = this.#prepared.keys().next();
      if (oldest.done !== true) this.#prepared.delete(oldest.value);
    }
    return prepared;
  }
}
