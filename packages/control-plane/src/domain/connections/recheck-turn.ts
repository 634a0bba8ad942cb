import { randomUUID } from 'node:crypto';
import { programStateTable } from '../../store/program-state-table.ts';
import type { Store } from '../../store/store.ts';

const stateName = 'recheckTurn';

/** Which of the processes on one database checks connections: the one that said so last, until it falls silent. */
export class RecheckTurn {
  readonly #store: Store;
  readonly #clock: () => number;
  readonly #silentMsMax: number;
  readonly #id = randomUUID();
  #isOurs = false;

  constructor(store: Store, clock: () => number, silentMsMax: number) {
    this.#store = store;
    this.#clock = clock;
    this.#silentMsMax = silentMsMax;
  }

  /** Whether it is this process's turn, which others then leave to it. */
  async take(): Promise<boolean> {
    if (this.#store.kind === 'embedded') return true;
    this.#isOurs = await this.#store.db.transaction().execute(async (db) => {
      await this.#store.lockChanges(db);
      const now = this.#clock();
      const [id, at] = (await programStateTable.get(db, stateName))?.split(' ') ?? [];
      if (id !== undefined && id !== this.#id && Number(at) > now - this.#silentMsMax) return false;
      await programStateTable.set(db, stateName, `${this.#id} ${now}`);
      return true;
    });
    return this.#isOurs;
  }

  /** Lets another have it at once. */
  async giveUp(): Promise<void> {
    if (!this.#isOurs) return;
    await programStateTable.set(this.#store.db, stateName, `${this.#id} 0`).catch(() => {});
  }
}
