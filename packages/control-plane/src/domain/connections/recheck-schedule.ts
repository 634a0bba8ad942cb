import { createHash } from 'node:crypto';
import type { CheckReport } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionCheckTable, type CheckSummaryRow } from '../../store/connection-check-table.ts';
import { connectionTable } from '../../store/connection-table.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { savedToCheck } from './endpoint-to-check.ts';
import { announce } from '../webhooks/announce.ts';
import { connectionFingerprint } from './connection-fingerprint.ts';
import { keepCheck } from './keep-check.ts';
import { lastCheck } from './last-check.ts';
import { RecheckTurn } from './recheck-turn.ts';
import { runCheck } from './run-check.ts';

const lookMs = 60_000;
const runLimitMs = 30_000;
const togetherMax = 2;
/** Up to so much of the interval sooner or later, so that a hundred connections don't come at once. */
const jitter = 0.1;

/**
 * Checks each connection that an agent uses, or that was ever checked, lightly and again and again.
 * Two at a time; a failure of one, or of the database, holds up no other. One that passed and now
 * fails is logged and audited. Of several processes on one database, one does it.
 */
export class RecheckSchedule {
  readonly #services: Services;
  readonly #intervalMs: number;
  readonly #stopped = new AbortController();
  #callOff = (): void => {};
  #looking: Promise<void> = Promise.resolve();
  readonly #turn: RecheckTurn;

  constructor(services: Services) {
    this.#services = services;
    this.#intervalMs = services.options.recheckMinutes * 60_000;
    this.#turn = new RecheckTurn(services.store, services.options.clock, 3 * lookMs);
  }

  start(): void {
    if (this.#intervalMs > 0) this.#arm();
  }

  /** Resolves once no check is under way any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#callOff();
    await this.#looking;
    await this.#turn.giveUp();
  }

  #arm(): void {
    if (this.#stopped.signal.aborted) return;
    this.#callOff = this.#services.after(lookMs, () => {
      this.#looking = this.#look().finally(() => this.#arm());
    });
  }

  async #look(): Promise<void> {
    try {
      if (!(await this.#turn.take())) return;
      const due = await this.#due();
      const worker = async (): Promise<void> => {
        for (let next = due.shift(); next; next = due.shift()) await this.#check(next);
      };
      await Promise.all(Array.from({ length: togetherMax }, worker));
    } catch (err) {
      this.#services.options.log.error(
        { err },
        'Connections could not be looked through for checks',
      );
    }
  }

  /** Longest overdue first. */
  async #due(): Promise<ConnectionRow[]> {
    const { db, options } = this.#services;
    const used = new Set(
      (await agentConnectionTable.uses(db)).map(({ connectionId }) => connectionId),
    );
    const checks = Map.groupBy(
      await connectionCheckTable.summaries(db),
      ({ connectionId }) => connectionId,
    );
    return (await connectionTable.all(db))
      .filter(({ id }) => used.has(id) || checks.has(id))
      .map((row) => ({ row, at: this.#dueAt(row, checks.get(row.id)?.[0]) }))
      .filter(({ at }) => at <= options.clock())
      .toSorted((a, b) => a.at - b.at)
      .map(({ row }) => row);
  }

  #dueAt({ id, createdAt }: ConnectionRow, newest: CheckSummaryRow | undefined): number {
    const from = newest?.at ?? createdAt;
    const hash = createHash('sha256').update(`${id} ${from}`).digest();
    const lot = hash.readUInt16BE() / 0xffff;
    return from + this.#intervalMs * (1 - jitter + 2 * jitter * lot);
  }

  async #check(row: ConnectionRow): Promise<void> {
    const { keyring, options } = this.#services;
    const { signal } = this.#stopped;
    try {
      if (signal.aborted) return;
      const report = await runCheck(this.#services, savedToCheck(row, keyring), {
        depth: 'light',
        limitMs: runLimitMs,
        signal,
        onProgress: () => {},
      });
      if (!signal.aborted) await this.#keep(row, report);
    } catch (err) {
      options.log.error({ connection: row.id, err }, 'A connection could not be checked again');
    }
  }

  async #keep(row: ConnectionRow, report: CheckReport): Promise<void> {
    const { changes, options } = this.#services;
    const fails = await changes.make('system', async (change) => {
      if ((await connectionTable.byId(change.db, row.id)) === undefined) return false;
      const before = lastCheck(await connectionCheckTable.summaries(change.db, row.id));
      await keepCheck(change, row, report, 'light', change.now);
      const failedBefore = before?.ready === 0 && before.fingerprint === connectionFingerprint(row);
      if (report.ready || failedBefore) return false;
      await change.audit({
        action: 'connection.check_failing',
        target: { kind: 'connection', id: row.id, name: row.name },
        details: {
          host: new URL(row.url).host,
          modelId: row.modelId,
          headline: report.headline,
        },
      });
      const uses = await agentConnectionTable.uses(change.db, row.id);
      await announce(change, {
        type: 'connection.check_failing',
        data: {
          connection: {
            id: row.id,
            name: row.name,
            host: new URL(row.url).host,
            modelId: row.modelId,
          },
          headline: report.headline,
          agents: uses.map(({ id, name }) => ({ id, name })),
        },
      });
      return true;
    });
    if (fails) {
      options.log.warn(
        { connection: row.id, name: row.name, headline: report.headline },
        'A connection fails its check',
      );
    }
  }
}
