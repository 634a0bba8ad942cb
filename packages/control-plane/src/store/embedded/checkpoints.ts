import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

export type CheckpointThreadMessage = 'checkpoint' | 'close';

/** 4 MB, as SQLite's own default: https://www.sqlite.org/pragma.html#pragma_wal_autocheckpoint */
const pagesMax = 1_000;

/** 32 MB: then a commit does it after all, where the thread doesn't keep up. */
const pagesAtLast = 8_000;

/** Between two checkpoints, so that they don't keep the disk from those who wait for it. */
const pauseMs = 100;

/**
 * Moves what was committed from SQLite's log into its database, in a thread of its own with a connection
 * of its own. A commit would do so by itself now and then, and keep every turn of this process waiting
 * until the disk has it: https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files
 */
export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #location: string;
  readonly #state: StatementSync;
  /** Started when there is first something to do: most stores never need it. */
  #thread: Worker | null = null;
  #isBusy = false;
  #isClosed = false;
  #again: NodeJS.Timeout | null = null;

  constructor(database: DatabaseSync, location: string) {
    this.#database = database;
    this.#location = location;
    database.exec(`pragma wal_autocheckpoint = ${pagesAtLast}`);
    this.#state = database.prepare('pragma wal_checkpoint(noop)');
  }

  /** To be told after each commit; costs some two microseconds. */
  committed(): void {
    if (!this.#isBusy && this.#left() >= pagesMax) this.#begin();
  }

  /** Resolves once the thread has let go of the database. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const thread = this.#thread;
    if (thread === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    thread.once('exit', () => resolve());
    thread.ref();
    this.#tell('close');
    await promise;
  }

  #begin(): void {
    this.#isBusy = true;
    this.#thread ??= this.#start();
    this.#tell('checkpoint');
  }

  /** Until nothing is left: then the log begins anew instead of growing. */
  #goOn(): void {
    // SQLite tells nothing of the log within a transaction, and there will be something to move.
    if (this.#database.isTransaction || this.#left() > 0) this.#begin();
    else this.#isBusy = false;
  }

  /** Pages in the log that the database hasn't. */
  #left(): number {
    const state = this.#state.get();
    return Number(state?.['log']) - Number(state?.['checkpointed']);
  }

  #start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: this.#location,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    });
    thread.unref();
    thread.on('message', () => {
      if (this.#isClosed) return;
      this.#again = setTimeout(() => this.#goOn(), pauseMs).unref();
    });
    thread.on('error', () => {
      // Commits do it again, as in any other program.
      if (this.#database.isOpen) this.#database.exec(`pragma wal_autocheckpoint = ${pagesMax}`);
    });
    thread.once('exit', () => {
      this.#thread = null;
    });
    return thread;
  }

  #tell(message: CheckpointThreadMessage): void {
    this.#thread?.postMessage(message);
  }
}
