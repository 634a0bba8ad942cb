import type { Database } from './tables.ts';

/** An open database of this version's schema. */
export interface Store {
  readonly db: Database;
  readonly kind: 'embedded' | 'postgres';
  /** For people: where the data is. Never holds a password. */
  readonly location: string;
  /**
   * Call it first in a transaction that changes anything: until that ends, no other process changes
   * anything, and what it reads is what the change before it wrote.
   */
  lockChanges(transaction: Database): Promise<void>;
  /** Tells other processes, once `transaction` is committed, that there is a newer configuration. */
  announce(transaction: Database, version: number): Promise<void>;
  /**
   * A transaction for what need not survive a power cut: when it resolves, what was written survives
   * the end of this process, and has waited for no disk. One of these at a time over all processes, so
   * that what it reads is still so when it writes; changes go on beside it.
   */
  writeRelaxed<Result>(work: (db: Database) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Where the data is to be found. */
export interface StorePlace {
  /** Folder of the embedded database; made by the caller. */
  readonly dataDir: string;
  /** `null` for the embedded database. */
  readonly postgres: PostgresPlace | null;
}

export interface PostgresPlace {
  /** `postgres://…`, password included. */
  readonly url: string;
  /** Where notifications are heard: past a pooler, which would lose them. */
  readonly listenUrl: string;
}
