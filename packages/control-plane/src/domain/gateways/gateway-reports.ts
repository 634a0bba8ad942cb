import { hostname } from 'node:os';
import type { ControlPlaneOptions } from '../../options.ts';
import type { GatewayStatus } from '../../schemas/status.ts';
import { gatewayTable } from '../../store/gateway-table.ts';
import { newId } from '../../store/new-id.ts';
import type { Store } from '../../store/store.ts';

type ReportedGateway = Awaited<ReturnType<typeof gatewayTable.all>>[number];

const reportMs = 5_000;
/** Three reports missed. */
const silentMsMax = 15_000;
const forgottenMs = 10 * 60_000;

/**
 * Tells the others who share the database what this process's gateways have loaded: with every new
 * configuration, and every five seconds. One that says nothing for 15 s counts as lost.
 */
export class GatewayReports {
  readonly #store: Store;
  readonly #options: ControlPlaneOptions;
  readonly #id = newId('gtw');
  readonly #startedAt: number;
  readonly #timer: NodeJS.Timeout | null;
  #reporting: Promise<void> = Promise.resolve();
  #again = false;

  constructor({ store, options }: { store: Store; options: ControlPlaneOptions }) {
    this.#store = store;
    this.#options = options;
    this.#startedAt = options.clock();
    this.#timer = this.#shares ? setInterval(() => this.report(), reportMs).unref() : null;
  }

  /** Soon, and without a word where the database is gone. */
  report(): void {
    if (!this.#shares || this.#again) return;
    this.#again = true;
    this.#reporting = this.#reporting.then(async () => {
      this.#again = false;
      await this.#write().catch(() => {});
    });
  }

  /** All that are known; this process's own alone where the database is its own, or gone. */
  async list(newestVersion: number): Promise<GatewayStatus[]> {
    const { db, kind } = this.#store;
    const rows = kind === 'embedded' ? [] : await gatewayTable.all(db).catch(() => []);
    const others = rows.filter(({ id }) => id !== this.#id);
    return [...this.#own(newestVersion), ...this.#reported(others, newestVersion)];
  }

  #reported(rows: readonly ReportedGateway[], newestVersion: number): GatewayStatus[] {
    return rows.map(({ id, host, version, configVersion, agents, silentMs }) => ({
      id,
      host,
      version,
      configVersion,
      agents,
      upToDate: configVersion >= newestVersion,
      lost: silentMs > silentMsMax,
      lastSeenAt: new Date(this.#options.clock() - silentMs).toISOString(),
    }));
  }

  /** Takes its own report back: this process ends, and is not lost. */
  async close(): Promise<void> {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    await this.#reporting;
    await gatewayTable.delete(this.#store.db, this.#id).catch(() => {});
  }

  get #shares(): boolean {
    return this.#store.kind === 'postgres' && this.#options.role !== 'control';
  }

  #own(newestVersion: number): GatewayStatus[] {
    const { role, version, gateways, clock } = this.#options;
    if (role === 'control') return [];
    return gateways().map(({ id, configVersion, agents, silentMs }, index) => ({
      id: this.#shares ? [this.#id, ...(index === 0 ? [] : [id])].join('-') : id,
      host: hostname(),
      version,
      configVersion,
      agents,
      upToDate: configVersion >= newestVersion,
      lost: silentMs > silentMsMax,
      lastSeenAt: new Date(clock() - silentMs).toISOString(),
    }));
  }

  /** A process with several is as far as the one that is furthest behind, of those that carry turns yet. */
  async #write(): Promise<void> {
    const { version, gateways } = this.#options;
    const { db } = this.#store;
    const [first, ...others] = gateways().filter(({ configVersion }) => configVersion > 0);
    if (first === undefined) return;
    const configVersion = Math.min(first.configVersion, ...others.map((one) => one.configVersion));
    const row = { id: this.#id, host: hostname(), version, startedAt: this.#startedAt };
    await gatewayTable.report(db, { ...row, configVersion, agents: first.agents });
    await gatewayTable.deleteSilent(db, forgottenMs);
  }
}
