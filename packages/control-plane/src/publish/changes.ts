import { appendAuditEvent } from '../audit/append-audit-event.ts';
import type { NewAuditEvent } from '../audit/append-audit-event.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { configChangeTable } from '../store/config-change-table.ts';
import { configVersion } from '../store/config-version.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { Publisher } from './publisher.ts';
import { isTouched, nothingTouched, touchedText } from './touched.ts';
import type { Touched } from './touched.ts';

/** One change in the making: all of it is written, or none. */
export interface Change {
  /** The transaction. Inside a change use no other database: it would wait for this one to end. */
  readonly db: Database;
  readonly actor: string;
  readonly now: number;
  /** What gateways have to learn; without any, no new configuration is published. */
  readonly touched: Touched;
  audit(event: Omit<NewAuditEvent, 'actor'>): Promise<void>;
}

interface ChangesOptions {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly publisher: Publisher;
  readonly clock: () => number;
}

/**
 * The one way to change anything. When `make` resolves, the change and its audit event are on
 * disk, and every gateway of this process has the configuration that follows from it. One change
 * at a time, of all processes together: each sees what the one before it wrote.
 */
export class Changes {
  readonly #options: ChangesOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  make<Result>(actor: string, work: (change: Change) => Promise<Result>): Promise<Result> {
    const run = this.#last.then(() => this.#make(actor, work));
    this.#last = run.catch(() => {});
    return run;
  }

  /** Resolves once every change that was begun has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #make<Result>(actor: string, work: (change: Change) => Promise<Result>): Promise<Result> {
    const { store, keyring, publisher, clock } = this.#options;
    const touched = nothingTouched();
    const now = clock();
    const result = await store.db.transaction().execute(async (db) => {
      await store.lockChanges(db);
      // What is sealed now must be sealed with a key that the database still holds.
      await keyring.follow(db);
      const audit: Change['audit'] = (event) => appendAuditEvent(db, { ...event, actor }, now);
      const made = await work({ db, actor, now, touched, audit });
      if (isTouched(touched)) {
        const version = await configVersion.next(db);
        await configChangeTable.insert(db, { version, touched: touchedText(touched) });
        await store.announce(db, version);
      }
      return made;
    });
    if (touched.catalogue) publisher.ownChanged('catalogue');
    if (isTouched(touched)) await publisher.follow();
    return result;
  }
}
