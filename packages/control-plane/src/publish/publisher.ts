import { unsavedRevision } from '@jackfield/gateway-config';
import type { PublishedModel, PublishedSetting } from '@jackfield/gateway-config';
import type { CatalogueSource } from '../domain/catalogue/watch-catalogue.ts';
import type { StoredSetting } from '../domain/model-settings/stored-setting.ts';
import type { ProviderAccess } from '../domain/providers/provider-access.ts';
import type { ControlPlaneOptions } from '../options.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { configChangeTable } from '../store/config-change-table.ts';
import { configVersion } from '../store/config-version.ts';
import type { Database } from '../store/tables.ts';
import { buildGatewayConfig } from './build-gateway-config.ts';
import type { BuiltConfig } from './build-gateway-config.ts';
import { refreshState, readState } from './published-state.ts';
import type { AgentRecords, PublishedState } from './published-state.ts';
import type { PublishedAgent } from './published-agent.ts';
import { publishedSetting } from './published-setting.ts';
import { goneModel } from './to-published-model.ts';
import { addTouched, isTouched, nothingTouched } from './touched.ts';
import type { Touched } from './touched.ts';

export interface PublisherOptions {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly catalogue: CatalogueSource;
  readonly options: ControlPlaneOptions;
  readonly operatorEndpoints: readonly string[];
  /** Called once gateways have a configuration. */
  readonly onPublished: () => void;
}

/**
 * Keeps what gateways need in memory, and gives them each new configuration. Whatever process made a
 * change, what is published as a version is exactly what the database held when that was the newest.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  #state: PublishedState | null = null;
  #built: BuiltConfig | null = null;
  /** Set while a configuration is built, and kept when that fails. */
  #stale = true;
  /** What this process alone has to build anew. */
  #own: { providers: boolean; catalogue: boolean } = { providers: false, catalogue: false };
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  get version(): number {
    return this.#built?.version ?? 0;
  }

  /** Whether something is left to publish, where `newest` is the version in the database. */
  isBehind(newest: number): boolean {
    return newest > this.version || this.#stale || this.#own.providers || this.#own.catalogue;
  }

  /** Has the next publication read and build everything. */
  forget(): void {
    this.#stale = true;
  }

  /** Has the next publication take this process's own catalogue or environment, which has changed. */
  ownChanged(own: 'providers' | 'catalogue'): void {
    this.#own[own] = true;
  }

  /** How a provider stands, as published last. */
  providerAccess(id: string): ProviderAccess | undefined {
    return this.#state?.providers.get(id);
  }

  /** Until when gateways refuse an agent's turns, as published last; `null` where they don't. */
  stoppedUntil(id: string): number | null {
    return this.#built?.agentsById.get(id)?.stoppedUntil ?? null;
  }

  hasAgent(id: string): boolean {
    return this.#built?.agentsById.has(id) ?? false;
  }

  /** Every agent as published last. */
  agents(): Iterable<PublishedAgent> {
    return this.#built?.agentsById.values() ?? [];
  }

  /** Agents whose current setting names a model, as the choice or as a fallback: so many at most. */
  agentsUsing(model: string, limit: number): { readonly id: string; readonly name: string }[] {
    const using: { id: string; name: string }[] = [];
    for (const { id, name, setting } of this.agents()) {
      if (using.length >= limit) break;
      const isNamed = setting?.choices.some((choice) => choice.model.id === model);
      if (isNamed === true) using.push({ id, name });
    }
    return using;
  }

  /** A model as turns use it now. */
  model(id: string): PublishedModel | undefined {
    return this.#built?.models.get(id);
  }

  /** A setting that isn't saved, as turns would go by it. */
  unsavedSetting(setting: StoredSetting): PublishedSetting {
    return publishedSetting(setting, unsavedRevision, (id) => this.model(id) ?? goneModel(id));
  }

  /**
   * Gives gateways what the database holds, as of no earlier than this call. When that fails, they
   * keep what they have, and the next call makes up for it.
   */
  follow(): Promise<void> {
    this.#next ??= this.#followAfter(this.#running);
    return this.#next;
  }

  async #followAfter(before: Promise<void>): Promise<void> {
    await before.catch(() => {});
    if (this.#next !== null) this.#running = this.#next;
    this.#next = null;
    await this.#follow();
  }

  async #follow(): Promise<void> {
    const own = { ...this.#own };
    const read = await this.#read(own);
    if (read === null) return;
    const { version, touched, whole } = read;
    const { catalogue, keyring, options } = this.#options;
    this.#stale = true;
    const previous = whole ? null : this.#built;
    const built = buildGatewayConfig(
      version,
      read.state(),
      read.agents,
      catalogue.current(),
      keyring,
      previous,
      touched,
    );
    const everywhere = options.publish(built);
    this.#built = built;
    this.#stale = false;
    if (own.catalogue) this.#own.catalogue = false;
    if (own.providers) this.#own.providers = false;
    await everywhere;
    this.#options.onPublished();
  }

  /**
   * Of one moment: the version, and what was touched since the one that was published. Changes nothing
   * here until `state` is called. `null` when there is nothing new.
   */
  async #read(own: { providers: boolean; catalogue: boolean }): Promise<Read | null> {
    const { keyring, options, operatorEndpoints } = this.#options;
    return this.#options.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (db) => {
        const version = await configVersion.current(db);
        const touched: Touched = { ...nothingTouched(), ...own };
        const known = this.#stale || this.#state === null ? null : this.#built;
        const complete =
          known !== null && (await addTouchedSince(db, known.version, version, touched));
        if (known !== null && version <= known.version && !isTouched(touched)) return null;
        if (touched.dataKeys || !complete) await keyring.follow(db);
        const before = this.#state;
        if (before === null || !complete || touched.dataKeys) {
          const whole = await readState(db, keyring, options, operatorEndpoints);
          const state = (): PublishedState => (this.#state = whole.state);
          return { version, touched, whole: true, agents: whole.agents, state };
        }
        const refreshed = await refreshState(db, touched, keyring, options, operatorEndpoints);
        return {
          version,
          touched,
          whole: false,
          agents: refreshed.agents,
          state: () => {
            refreshed.take(before);
            return before;
          },
        };
      });
  }
}

interface Read {
  readonly version: number;
  readonly touched: Touched;
  readonly whole: boolean;
  /** All, or those that were touched. */
  readonly agents: AgentRecords;
  /** Takes what was read. */
  state(): PublishedState;
}

/** Whether all is known that led from one version to the other. */
async function addTouchedSince(
  db: Database,
  from: number,
  to: number,
  touched: Touched,
): Promise<boolean> {
  if (from >= to) return true;
  const changes = await configChangeTable.since(db, from);
  for (const change of changes) addTouched(touched, change.touched);
  return changes.length === to - from;
}
