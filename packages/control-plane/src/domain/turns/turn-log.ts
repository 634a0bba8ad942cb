import type { TurnRecord } from '@jackfield/gateway-config';
import type { Log } from '../../options.ts';
import { storeFailure } from '../../store/store-failure.ts';
import type { Store } from '../../store/store.ts';
import type { CapturedTurnRow, Database, TurnWriterRow } from '../../store/tables.ts';
import { capturedTurnTable } from '../../store/captured-turn-table.ts';
import { turnTable } from '../../store/turn-table.ts';
import { turnWriterTable } from '../../store/turn-writer-table.ts';
import type { Catalogue } from '../catalogue/catalogue-entry.ts';
import type { CatalogueSource } from '../catalogue/watch-catalogue.ts';
import { EndedTurnsFile } from './ended-turns-file.ts';
import { rollUp } from './roll-up.ts';
import { toTurnRow } from './to-turn-row.ts';
import { turnCost, type PriceOf } from './turn-cost.ts';

const flushMs = 500;
/** Written in one transaction, which leaves turns their time between its statements. */
const batchMax = 500;
/** About 20 MB; at a thousand turns a second, 20 s for the store to come back. */
const waitingMax = 20_000;
/** Of what was said; beyond it turns are recorded without. */
const waitingCharactersMax = 32_000_000;
const complainMs = 60_000;

export interface TurnLogOptions {
  readonly store: Store;
  readonly dataDir: string;
  /** Of several processes that share a store, this one's own name, the same at each start. */
  readonly writer: string;
  readonly catalogue: Pick<CatalogueSource, 'current'>;
  /** See `ControlPlaneOptions`. */
  readonly gather?: (() => Promise<void>) | undefined;
  readonly log: Log;
  readonly clock: () => number;
}

/** What became of turns' records. */
export interface TurnLogState {
  /** Held in memory until they are written. */
  readonly waiting: number;
  /** Not recorded, because the store did not take them and memory was full. */
  readonly dropped: number;
  /** Not recorded, because the program was killed before it could. */
  readonly lost: number;
}

/**
 * Keeps what turns did. Telling it costs a turn a push and a number to write: see `EndedTurnsFile`;
 * everything else happens within about half a second, in small batches. While the store fails,
 * records wait in memory up to a bound, and those beyond it are dropped and counted.
 */
export class TurnLog {
  readonly #options: TurnLogOptions;
  readonly #endedTurns: EndedTurnsFile;
  readonly #writer: TurnWriterRow;
  #waiting: TurnRecord[] = [];
  #waitingCharacters = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** Whether the last batch may have been committed although nobody said so. */
  #unsure = false;
  #complainedAt = Number.NEGATIVE_INFINITY;
  #priced: { readonly catalogue: Catalogue; readonly priceOf: PriceOf } | null = null;

  static async open(options: TurnLogOptions): Promise<TurnLog> {
    const endedTurns = new EndedTurnsFile(options.dataDir, options.writer);
    const known = await turnWriterTable.byName(options.store.db, options.writer);
    const writer = known ?? { name: options.writer, accounted: 0, dropped: 0, lost: 0 };
    // A folder with an older file, or none, holds a store that was restored.
    const lost = Math.max(0, endedTurns.ended - writer.accounted);
    if (lost > 0) {
      writer.accounted += lost;
      writer.lost += lost;
      await turnWriterTable.save(options.store.db, writer);
      options.log.warn(
        { turns: lost },
        'Turns that ended just before the program was killed were not recorded',
      );
    } else endedTurns.ended = writer.accounted;
    return new TurnLog(options, endedTurns, writer);
  }

  private constructor(options: TurnLogOptions, endedTurns: EndedTurnsFile, writer: TurnWriterRow) {
    this.#options = options;
    this.#endedTurns = endedTurns;
    this.#writer = writer;
  }

  get state(): TurnLogState {
    const { dropped, lost } = this.#writer;
    return { waiting: this.#waiting.length, dropped, lost };
  }

  /** What a turn cost by today's prices: see `turnCost`. */
  costOf(turn: TurnRecord): number | null {
    return turnCost(turn, this.#prices());
  }

  /** Never throws and never waits. */
  record(turn: TurnRecord): void {
    this.#endedTurns.ended += 1;
    if (this.#waiting.length >= waitingMax) this.#drop(1);
    else this.#waiting.push(this.#withinMemory(turn));
    this.#timer ??= setTimeout(() => void this.#flush(), flushMs).unref();
  }

  /** Counts turns whose records another process had, which was killed. */
  lose(turns: number): void {
    this.#endedTurns.ended += turns;
    this.#writer.accounted += turns;
    this.#writer.lost += turns;
  }

  /** Resolves once the turns that ended before are in the store, or the store has failed. */
  async flush(): Promise<void> {
    await this.#options.gather?.();
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    await this.#flush();
    this.#stopTimer();
    if (this.#waiting.length > 0) {
      this.#options.log.warn(
        { turns: this.#waiting.length },
        'Turns could not be recorded before the end',
      );
    }
    this.#endedTurns.close();
  }

  async #writeAll(): Promise<void> {
    this.#stopTimer();
    let singly = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, singly > 0 ? 1 : batchMax);
      singly = Math.max(0, singly - 1);
      try {
        await this.#write(batch);
      } catch (err) {
        const failure = storeFailure(err);
        if (failure !== null) {
          this.#unsure ||= failure === 'outcome_unknown';
          this.#complain({ err, waiting: this.#waiting.length }, 'Turns can’t be recorded yet');
          this.#timer ??= setTimeout(() => void this.#flush(), flushMs).unref();
          return;
        }
        if (batch.length > 1) {
          // One of them is what the store can't take: the others needn't go with it.
          singly = batch.length;
          continue;
        }
        this.#options.log.error({ err }, 'A turn could not be recorded');
        this.#drop(1);
      }
      this.#waiting.splice(0, batch.length);
      for (const turn of batch) this.#waitingCharacters -= charactersOf(turn);
    }
  }

  async #write(batch: readonly TurnRecord[]): Promise<void> {
    const priceOf = this.#prices();
    const costs = batch.map((turn) => turnCost(turn, priceOf));
    const writer = { ...this.#writer, accounted: this.#writer.accounted + batch.length };
    await this.#options.store.writeRelaxed(async (db) => {
      if (this.#unsure && (await isThere(db, batch))) return;
      await turnTable.insert(
        db,
        batch.map((turn, index) => toTurnRow(turn, costs[index] ?? null)),
      );
      await capturedTurnTable.insert(db, batch.flatMap(toCapturedRow));
      await rollUp(db, batch, costs, this.#options.clock());
      await turnWriterTable.save(db, writer);
    });
    this.#unsure = false;
    this.#writer.accounted += batch.length;
  }

  #withinMemory(turn: TurnRecord): TurnRecord {
    const characters = charactersOf(turn);
    if (this.#waitingCharacters + characters > waitingCharactersMax) {
      this.#complain({ waiting: this.#waiting.length }, 'What turns say is not captured for now');
      return { ...turn, captured: null };
    }
    this.#waitingCharacters += characters;
    return turn;
  }

  #prices(): PriceOf {
    const catalogue = this.#options.catalogue.current();
    if (this.#priced?.catalogue !== catalogue) {
      const prices = new Map(catalogue.entries.map(({ id, price }) => [id, price]));
      this.#priced = { catalogue, priceOf: (model) => prices.get(model) };
    }
    return this.#priced.priceOf;
  }

  #drop(turns: number): void {
    this.#writer.dropped += turns;
    this.#writer.accounted += turns;
    this.#complain({ dropped: this.#writer.dropped }, 'Turns were dropped instead of recorded');
  }

  /** A store that fails does so for every batch. */
  #complain(fields: object, message: string): void {
    const now = this.#options.clock();
    if (now - this.#complainedAt < complainMs) return;
    this.#complainedAt = now;
    this.#options.log.warn(fields, message);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** A batch is written whole or not at all. */
async function isThere(db: Database, [first]: readonly TurnRecord[]): Promise<boolean> {
  return first !== undefined && (await turnTable.byId(db, first.requestId)) !== undefined;
}

function charactersOf({ captured }: TurnRecord): number {
  if (captured === null) return 0;
  return captured.messages.reduce((sum, { text }) => sum + text.length, captured.answer.length);
}

function toCapturedRow({ requestId, agentId, captured }: TurnRecord): CapturedTurnRow[] {
  if (captured === null) return [];
  const { messages, answer, cut } = captured;
  return [{ requestId, agentId, cut: cut ? 1 : 0, messages: JSON.stringify(messages), answer }];
}
