import type { Access } from './domain/access/access.ts';
import type { LastUses } from './domain/access/last-uses.ts';
import type { SingleSignOn } from './domain/access/sso/single-sign-on.ts';
import type { BakeOffs } from './domain/bake-offs/bake-offs.ts';
import type { CatalogueSource } from './domain/catalogue/watch-catalogue.ts';
import type { CheckSlots } from './domain/connections/check-slots.ts';
import type { DraftReports } from './domain/connections/draft-reports.ts';
import type { RepairTally } from './domain/connections/repair-tally.ts';
import type { DemoEndpointMemory } from './domain/endpoints/demo-endpoint-memory.ts';
import type { GatewayReports } from './domain/gateways/gateway-reports.ts';
import type { TurnRetention } from './domain/turns/turn-retention.ts';
import type { TurnLog } from './domain/turns/turn-log.ts';
import type { After, ControlPlaneOptions } from './options.ts';
import type { Changes } from './publish/changes.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Keyring } from './secrets/keyring.ts';
import type { Store } from './store/store.ts';
import type { Database } from './store/tables.ts';

/** What every route may use. */
export interface Services {
  readonly options: ControlPlaneOptions;
  readonly store: Store;
  readonly db: Database;
  readonly keyring: Keyring;
  readonly catalogue: CatalogueSource;
  readonly publisher: Publisher;
  readonly changes: Changes;
  readonly access: Access;
  readonly lastUses: LastUses;
  /** `null` where the operator has set none up. */
  readonly singleSignOn: SingleSignOn | null;
  readonly gatewayReports: GatewayReports;
  readonly turnLog: TurnLog;
  readonly turnRetention: TurnRetention;
  readonly repairTally: RepairTally;
  readonly demoEndpoint: DemoEndpointMemory;
  readonly checkSlots: CheckSlots;
  /** Runs them; told of each that begins or ends. */
  readonly bakeOffs: BakeOffs;
  readonly draftReports: DraftReports;
  /** From the environment, in the form in which endpoints are compared. */
  readonly operatorEndpoints: readonly string[];
  readonly startedAt: number;
  readonly after: After;
}
