import type { PublishedModel } from '@jackfield/gateway-config';
import type { CatalogueSource } from '../domain/catalogue/watch-catalogue.ts';
import type { ProviderAccess } from '../domain/providers/provider-access.ts';
import type { ControlPlaneOptions } from '../options.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { connectionTable } from '../store/connection-table.ts';
import type { Database } from '../store/tables.ts';
import { buildGatewayConfig } from './build-gateway-config.ts';
import type { Built } from './build-gateway-config.ts';
import { readAgent, readAllowedEndpoints, readProviders, readState } from './published-state.ts';
import type { PublishedState } from './published-state.ts';
import { nothingTouched } from './touched.ts';
import type { Touched } from './touched.ts';

export interface PublisherOptions {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly catalogue: CatalogueSource;
  readonly options: ControlPlaneOptions;
  readonly operatorEndpoints: readonly string[];
}

/**
 * Keeps what gateways need in memory and gives them each new configuration. Its caller lets one
 * `publish` run at a time, in the order of the versions.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  #state: PublishedState | null = null;
  #built: Built | null = null;
  /** Set while a publication is under way, and kept by one that failed. */
  #stale = true;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  get version(): number {
    return this.#built?.config.version ?? 0;
  }

  /** Has the next publication read and build everything. */
  forget(): void {
    this.#stale = true;
  }

  /** How a provider stands, as published last. */
  providerAccess(id: string): ProviderAccess | undefined {
    return this.#state?.providers.get(id);
  }

  hasAgent(id: string): boolean {
    return this.#state?.agents.has(id) ?? false;
  }

  /** A model as turns use it now. */
  model(id: string): PublishedModel | undefined {
    return this.#built?.config.models.get(id);
  }

  /**
   * Reads again what was touched, and gives gateways the configuration made of it. When that
   * fails, the next call reads everything: what a gateway gets is always whole.
   */
  async publish(version: number, touched: Touched = nothingTouched()): Promise<void> {
    const { db, keyring, catalogue, options, operatorEndpoints } = this.#options;
    const previous = this.#stale ? null : this.#built;
    this.#stale = true;
    let state = this.#state;
    if (previous === null || state === null) {
      state = await readState(db, keyring, options, operatorEndpoints);
    } else {
      await this.#refresh(state, touched);
    }
    const models = catalogue.current();
    const built = buildGatewayConfig(version, state, models, keyring, previous, touched);
    options.publish(built.config);
    this.#state = state;
    this.#built = built;
    this.#stale = false;
  }

  async #refresh(state: PublishedState, touched: Touched): Promise<void> {
    const { db, keyring, options, operatorEndpoints } = this.#options;
    for (const id of touched.agents) {
      const agent = await readAgent(db, id);
      if (agent === null) state.agents.delete(id);
      else state.agents.set(id, agent);
    }
    for (const id of touched.connections) {
      const row = await connectionTable.byId(db, id);
      if (row === undefined) state.connections.delete(id);
      else state.connections.set(id, row);
    }
    if (touched.providers) state.providers = await readProviders(db, keyring, options);
    if (touched.allowedEndpoints) {
      state.allowedEndpoints = await readAllowedEndpoints(db, operatorEndpoints);
    }
  }
}
