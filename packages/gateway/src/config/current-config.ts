import type { GatewayConfig } from '@jackfield/gateway-config';

/** The configuration this gateway works by. It only ever grows newer. */
export class CurrentConfig {
  #config: GatewayConfig = {
    version: 0,
    agentsById: new Map(),
    agentKeysByHash: new Map(),
    models: new Map(),
    allowedEndpoints: new Set(),
  };

  get value(): GatewayConfig {
    return this.#config;
  }

  /** Takes `next` unless it is older than what is loaded; says whether it was taken. */
  load(next: GatewayConfig): boolean {
    if (next.version < this.#config.version) return false;
    this.#config = next;
    return true;
  }
}
