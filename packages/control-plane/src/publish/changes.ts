import { appendAuditEvent } from '../audit/append-audit-event.ts';
import type { NewAuditEvent } from '../audit/append-audit-event.ts';
import { configVersion } from '../store/config-version.ts';
import type { Database } from '../store/tables.ts';
import type { Publisher } from './publisher.ts';
import { isTouched, nothingTouched } from './touched.ts';
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

/**
 * The one way to change anything. When `make` resolves, the change and its audit event are on
 * disk, and every gateway of this process has the configuration that follows from it. One change
 * at a time, so that versions reach gateways in their order.
 */
export class Changes {
  readonly #db: Database;
  readonly #publisher: Publisher;
  readonly #clock: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Database, publisher: Publisher, clock: () => number) {
    this.#db = db;
    this.#publisher = publisher;
    this.#clock = clock;
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
    const touched = nothingTouched();
    const now = this.#clock();
    const { result, version } = await this.#db.transaction().execute(async (db) => {
      const audit: Change['audit'] = (event) => appendAuditEvent(db, { ...event, actor }, now);
      const made = await work({ db, actor, now, touched, audit });
      return { result: made, version: isTouched(touched) ? await configVersion.next(db) : null };
    });
    if (version !== null) await this.#publisher.publish(version, touched);
    return result;
  }
}
