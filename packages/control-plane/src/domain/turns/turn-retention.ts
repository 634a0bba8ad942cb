import { setTimeout as pause } from 'node:timers/promises';
import { firstRequestId } from '@jackfield/gateway-config';
import type { Log } from '../../options.ts';
import { keepTurnPartitions } from '../../store/postgres/turn-partitions.ts';
import type { Store } from '../../store/store.ts';
import type { Database, Grain } from '../../store/tables.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';
import { capturedTurnTable } from '../../store/captured-turn-table.ts';
import { turnTable } from '../../store/turn-table.ts';
import { capturedFrom } from './captured-from.ts';
import { grainMs } from './roll-up.ts';

const sweepMs = 10 * 60_000;
const deletedAtOnce = 200;
/** No request id sorts behind it. */
const allRequestIds = 'req_~';
/** Between two deletions, so that turns have the process to themselves most of the time. */
const pauseMs = 20;

/** How long counts are kept: a chart of two years by day, of three months by hour, of two days by minute. */
export const rollupsKeptMs: Readonly<Record<Grain, number>> = {
  minute: 2 * grainMs.day,
  hour: 100 * grainMs.day,
  day: 800 * grainMs.day,
};

export interface TurnRetentionOptions {
  readonly store: Store;
  readonly keptDays: number;
  readonly log: Log;
  readonly clock: () => number;
}

/** Deletes what has been kept for long enough, a little at a time, off the turns' path. */
export class TurnRetention {
  readonly #options: TurnRetentionOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: TurnRetentionOptions) {
    this.#options = options;
  }

  /** Deletes at once what may be kept no longer. */
  sweepSoon(): void {
    this.#sweeping = this.#sweeping.then(() => this.sweep());
  }

  /** Resolves once the first turn can come. */
  async open(): Promise<void> {
    await this.#keepPartitions(this.#options.clock(), 0);
  }

  start(): void {
    if (this.#stopped.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.sweepSoon();
      void this.#sweeping.then(() => this.start());
    }, sweepMs).unref();
  }

  /** Resolves once nothing is being deleted any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#sweeping;
  }

  /** Never throws: what can't be deleted now is deleted by the next one. */
  async sweep(): Promise<void> {
    try {
      const { keptDays, clock } = this.#options;
      const now = clock();
      const keptFrom = Math.max(0, now - keptDays * grainMs.day);
      const oldestKept = firstRequestId(keptFrom);
      await this.#keepPartitions(now, keptFrom);
      await this.#repeat(async (db) => {
        return (await turnTable.deleteBefore(db, oldestKept, deletedAtOnce)) === deletedAtOnce;
      });
      await this.#sweepCaptured(now);
      for (const grain of ['minute', 'hour', 'day'] as const) {
        await this.#repeat((db) => deleteOldest(db, grain, now - rollupsKeptMs[grain]));
      }
    } catch (err) {
      this.#options.log.warn({ err }, 'Old turn records could not be deleted yet');
    }
  }

  async #keepPartitions(now: number, keptFrom: number): Promise<void> {
    const { store } = this.#options;
    if (store.kind !== 'postgres' || this.#stopped.signal.aborted) return;
    await store.writeRelaxed((db) => keepTurnPartitions(db, now, keptFrom));
  }

  /** What was said, of each agent by its own days; of one that is no more, all of it. */
  async #sweepCaptured(now: number): Promise<void> {
    const { db } = this.#options.store;
    const captures = new Map((await agentCaptureTable.all(db)).map((row) => [row.agentId, row]));
    for (const agentId of await capturedTurnTable.agentIds(db)) {
      const capture = captures.get(agentId);
      const from = capture === undefined ? allRequestIds : capturedFrom(capture, now);
      await this.#repeat(async (step) => {
        return (await capturedTurnTable.deleteBefore(step, agentId, from, deletedAtOnce)) > 0;
      });
    }
  }

  /** Until `step` says that nothing is left, or the program stops. */
  async #repeat(step: (db: Database) => Promise<boolean>): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (!(await this.#options.store.writeRelaxed(step))) return;
      await pause(pauseMs, undefined, { ref: false });
    }
  }
}

/** `false` where there is none of before `from`. */
async function deleteOldest(db: Database, grain: Grain, from: number): Promise<boolean> {
  const oldest = await turnRollupTable.oldest(db, grain);
  if (oldest === null || oldest >= from) return false;
  await turnRollupTable.deleteAt(db, grain, oldest);
  return true;
}
