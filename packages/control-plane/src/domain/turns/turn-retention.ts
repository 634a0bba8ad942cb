import { firstRequestId } from '@jackfield/gateway-config';
import type { Log } from '../../options.ts';
import { keepTurnPartitions } from '../../store/postgres/turn-partitions.ts';
import type { Store } from '../../store/store.ts';
import type { Database, TurnRollupRow } from '../../store/tables.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';
import { capturedTurnTable } from '../../store/captured-turn-table.ts';
import { turnTable } from '../../store/turn-table.ts';
import { addUpMonths } from './add-up-months.ts';
import { capturedFrom } from './captured-from.ts';
import { inSteps } from './in-steps.ts';
import { grainMs } from './roll-up.ts';
import { rollupsKeptMs } from './rollups-kept.ts';

const sweepMs = 10 * 60_000;
const deletedAtOnce = 200;
/** No request id sorts behind it. */
const allRequestIds = 'req_~';

export interface TurnRetentionOptions {
  readonly store: Store;
  readonly keptDays: number;
  readonly log: Log;
  readonly clock: () => number;
}

/** Deletes what has been kept for long enough, a little at a time, off the turns' path; then adds up months. */
export class TurnRetention {
  readonly #options: TurnRetentionOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  /** Beside `#sweeping`: what must be deleted at once doesn't wait for months. */
  #addingUp: Promise<void> = Promise.resolve();

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
      this.#addingUp = this.#sweeping.then(() => addUpMonths(this.#options, this.#stopped.signal));
      void this.#addingUp.then(() => this.start());
    }, sweepMs).unref();
  }

  /** Resolves once nothing is being deleted or added up any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#sweeping;
    await this.#addingUp;
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
      for (const grain of ['minute', 'hour', 'month', 'day'] as const) {
        // A month goes with the first of its days.
        const keptMs = rollupsKeptMs[grain === 'month' ? 'day' : grain];
        await this.#repeat((db) => deleteOldest(db, grain, now - keptMs));
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

  #repeat(step: (db: Database) => Promise<boolean>): Promise<void> {
    return inSteps(this.#options.store, this.#stopped.signal, step);
  }
}

/** `false` where there is none of before `from`. */
async function deleteOldest(
  db: Database,
  grain: TurnRollupRow['grain'],
  from: number,
): Promise<boolean> {
  const oldest = await turnRollupTable.oldest(db, grain);
  if (oldest === null || oldest >= from) return false;
  await turnRollupTable.deleteAt(db, grain, oldest);
  return true;
}
