import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Services } from '../../services.ts';
import { bakeOffResultTable } from '../../store/bake-off-result-table.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import type { BakeOffResultRow, BakeOffRow } from '../../store/tables.ts';
import { candidatesOf } from './to-bake-off.ts';
import { caseContentOf } from './to-test-set.ts';
import { tryCase, type Pause } from './try-case.ts';

const lookMs = 5_000;
/** A process that says nothing for so long is taken to be gone. */
const leaseMs = 30_000;
const renewMs = 10_000;
/** How often, and how long apart, a result is written again that the store did not take. */
const writesMax = 60;
const writeAgainMs = 1_000;
const casesAtOnce = 50;

type Needed = Pick<Services, 'store' | 'db' | 'options' | 'turnLog' | 'after'>;

/**
 * Runs bake-offs from the store, one at a time in each process: each result is written when it is there, so
 * that whoever goes on after this process was killed asks only what has none. Nobody else runs one that
 * is leased here, and a lease that is not renewed ends.
 */
export class BakeOffs {
  readonly #services: Needed;
  /** The same at each start, so that a process goes on at once with what it had begun. */
  readonly #name: string;
  readonly #stopped = new AbortController();
  #callOff = (): void => {};
  #looking: Promise<void> = Promise.resolve();
  #idle = false;
  #running: { readonly id: string; readonly leave: AbortController } | null = null;

  constructor(services: Needed, name: string) {
    this.#services = services;
    this.#name = name;
  }

  start(): void {
    this.#arm(0);
  }

  /** Resolves once nothing is on its way any more; what was is asked again by whoever goes on. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#callOff();
    this.#running?.leave.abort();
    await this.#looking;
  }

  /** There is one to run. */
  wake(): void {
    if (this.#idle) this.#arm(0);
  }

  /** It is not to go on: what is on its way is broken off. */
  leave(id: string): void {
    if (this.#running?.id === id) this.#running.leave.abort();
  }

  #arm(ms: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#callOff();
    this.#idle = true;
    this.#callOff = this.#services.after(ms, () => {
      this.#idle = false;
      this.#looking = this.#look().then((more) => this.#arm(more ? 0 : lookMs));
    });
  }

  /** Whether there may be more to do at once. */
  async #look(): Promise<boolean> {
    const { db, store, options } = this.#services;
    try {
      const now = options.clock();
      if ((await bakeOffTable.due(db, this.#name, now)) === undefined) return false;
      const row = await store.writeRelaxed((db) =>
        bakeOffTable.lease(db, this.#name, now, now + leaseMs),
      );
      if (row === undefined) return false;
      return await this.#run(row);
    } catch (err) {
      options.log.error({ err }, 'Bake-offs could not be looked through');
      return false;
    }
  }

  /** Whether it ended, one way or another. */
  async #run(bakeOff: BakeOffRow): Promise<boolean> {
    const { options } = this.#services;
    const leave = new AbortController();
    this.#running = { id: bakeOff.id, leave };
    let callOffRenewal = (): void => {};
    const renew = (): void => {
      callOffRenewal = this.#services.after(renewMs, () => {
        void this.#update(bakeOff.id, { leasedUntil: options.clock() + leaseMs }).then(
          (isOurs) => (isOurs ? renew() : leave.abort()),
          renew,
        );
      });
    };
    renew();
    try {
      await this.#tryAll(bakeOff, leave);
      if (!leave.signal.aborted) {
        await this.#update(bakeOff.id, { state: 'done', endedAt: options.clock() });
      }
      return !this.#stopped.signal.aborted;
    } catch (err) {
      options.log.error({ bakeOff: bakeOff.id, err }, 'A bake-off could not go on');
      const problem =
        'Something went wrong inside Jackfield; its log says what. What has finished is kept: resume it to go on.';
      await this.#update(bakeOff.id, { state: 'failed', endedAt: options.clock(), problem });
      return true;
    } finally {
      callOffRenewal();
      this.#running = null;
    }
  }

  /** Case by case, so that what there is at any moment compares the models on the same cases. */
  async #tryAll(bakeOff: BakeOffRow, leave: AbortController): Promise<void> {
    const { db } = this.#services;
    const finished = new Set(
      (await bakeOffResultTable.measured(db, bakeOff.id, bakeOff.cases)).map(keyOf),
    );
    const left = this.#left(bakeOff, finished);
    const trying = {
      services: this.#services,
      bakeOff,
      signal: leave.signal,
      pause: this.#pause,
    };
    const worker = async (): Promise<void> => {
      for (;;) {
        const next = leave.signal.aborted ? undefined : await left.next();
        if (next === undefined || next.done === true) return;
        const { position, content, model } = next.value;
        // Also where answers come at once, everybody else has their turn.
        await afterOthers();
        const result = await tryCase(trying, position, caseContentOf(content), model);
        if (result === null || leave.signal.aborted) return;
        if (!(await this.#keep(result, leave.signal))) leave.abort();
      }
    };
    const workers = Array.from({ length: bakeOff.parallel }, worker);
    // One that fails ends the others, rather than being outlived by them.
    for (const one of workers) one.catch(() => leave.abort());
    const ended = await Promise.allSettled(workers);
    const failed = ended.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** What has no result yet. An async generator's `next` calls wait for each other. */
  async *#left(
    bakeOff: BakeOffRow,
    finished: ReadonlySet<string>,
  ): AsyncGenerator<{ position: number; content: string; model: string }> {
    const candidates = candidatesOf(bakeOff);
    for (let after = 0; ;) {
      const cases = await bakeOffTable.cases(this.#services.db, bakeOff.id, after, casesAtOnce);
      for (const { position, content } of cases) {
        for (const { model } of candidates) {
          if (!finished.has(keyOf({ position, model }))) yield { position, content, model };
        }
        after = position;
      }
      if (cases.length < casesAtOnce) return;
    }
  }

  /** `false` where it is no longer ours to run. What was paid for is written again where the store fails. */
  async #keep(result: BakeOffResultRow, signal: AbortSignal): Promise<boolean> {
    const { store, options } = this.#services;
    for (let writes = 1; ; writes += 1) {
      try {
        const leasedUntil = options.clock() + leaseMs;
        return await store.writeRelaxed(async (db) => {
          const { bakeOffId } = result;
          if (!(await bakeOffTable.updateLeased(db, bakeOffId, this.#name, { leasedUntil }))) {
            return false;
          }
          await bakeOffResultTable.insert(db, result);
          return true;
        });
      } catch (error) {
        if (writes === writesMax || signal.aborted) throw error;
        await this.#pause(writeAgainMs, signal);
      }
    }
  }

  #update(id: string, change: Partial<Omit<BakeOffRow, 'id'>>): Promise<boolean> {
    return this.#services.store.writeRelaxed((db) =>
      bakeOffTable.updateLeased(db, id, this.#name, change),
    );
  }

  readonly #pause: Pause = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        callOff();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const callOff = this.#services.after(ms, end);
      signal.addEventListener('abort', end, { once: true });
    });
}

function keyOf({ position, model }: { readonly position: number; readonly model: string }): string {
  return `${position} ${model}`;
}
