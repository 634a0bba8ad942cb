import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { endpointText, type TurnRecord } from '@jackfield/gateway-config';
import { Access } from './domain/access/access.ts';
import { LastUses } from './domain/access/last-uses.ts';
import { SingleSignOn } from './domain/access/sso/single-sign-on.ts';
import { BakeOffs } from './domain/bake-offs/bake-offs.ts';
import { BudgetWatch } from './domain/budgets/budget-watch.ts';
import { CatalogueProblem } from './domain/catalogue/catalogue-problem.ts';
import { watchCatalogue } from './domain/catalogue/watch-catalogue.ts';
import type { CatalogueSource } from './domain/catalogue/watch-catalogue.ts';
import { CheckSlots } from './domain/connections/check-slots.ts';
import { DraftReports } from './domain/connections/draft-reports.ts';
import { RepairTally } from './domain/connections/repair-tally.ts';
import { RecheckSchedule } from './domain/connections/recheck-schedule.ts';
import { DemoEndpointMemory } from './domain/endpoints/demo-endpoint-memory.ts';
import { rotateKeys } from './domain/keys/rotate-keys.ts';
import { costUnit } from './domain/turns/turn-cost.ts';
import { TurnLog, type TurnLogState } from './domain/turns/turn-log.ts';
import { GatewayReports } from './domain/gateways/gateway-reports.ts';
import { TurnRetention } from './domain/turns/turn-retention.ts';
import { AlertWatch } from './domain/webhooks/alert-watch.ts';
import { WebhookDeliveries } from './domain/webhooks/webhook-deliveries.ts';
import { createApp } from './http/create-app.ts';
import type { After, ControlPlaneOptions } from './options.ts';
import { Changes } from './publish/changes.ts';
import { Follower } from './publish/follower.ts';
import { Publisher } from './publish/publisher.ts';
import { Keyring } from './secrets/keyring.ts';
import type { Services } from './services.ts';
import { StartProblem } from './start-problem.ts';
import { openStore } from './store/open-store.ts';
import { storeAnswers } from './store/store-answers.ts';
import type { Store } from './store/store.ts';

export interface ControlPlane {
  /** For people: where the data is. */
  readonly store: string;
  /** Answers everything under `/api/v1`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /**
   * A new one-time token for the first admin, which ends an earlier one; `null` once there is an
   * admin. Only its hash is kept, so print it: `<origin>/first-admin#token=…`.
   */
  firstAdminToken(): Promise<string | null>;
  /** Whether somebody has asked for the demo endpoint: then each start starts it again. */
  demoEndpointWanted(): boolean;
  /** Keeps what a turn did that has ended. Never throws, and never waits for the store. */
  recordTurn(record: TurnRecord): void;
  /** Counts turns that have ended and whose records nobody has any more: the process that carried them was killed. */
  turnsLost(turns: number): void;
  /** Reads the catalogue's files again; `false` when they were refused and the last good one stays. */
  reloadCatalogue(): boolean;
  /** Gateways learn what `providerEnvironment` holds now. */
  republishProviders(): Promise<void>;
  /** What a turn cost in US dollars, by the catalogue's prices; `null` where that isn't known. */
  costOf(record: TurnRecord): number | null;
  /** What became of the records of turns. */
  turnRecords(): TurnLogState;
  /** Whether the store answers. Never rejects. */
  storeAnswers(): Promise<boolean>;
  /** Lets changes under way end, then lets go of the data folder. */
  close(): Promise<void>;
}

/**
 * Opens the store and publishes the first configuration before it resolves.
 *
 * @throws StartProblem with one line to print, when anything needed is wrong or missing.
 */
export async function createControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const operatorEndpoints = options.allowEndpoints.map(needEndpoint);
  const store = await openStore(options, options.clock);
  let catalogue: CatalogueSource | null = null;
  try {
    let changed: () => void = () => {};
    catalogue = openCatalogue(options, () => changed());
    const services = await openServices(options, store, catalogue, operatorEndpoints);
    changed = () => void republish(services);
    return controlPlane(services);
  } catch (error) {
    catalogue?.close();
    await store.close();
    throw error;
  }
}

async function openServices(
  options: ControlPlaneOptions,
  store: Store,
  catalogue: CatalogueSource,
  operatorEndpoints: readonly string[],
): Promise<Services> {
  const { db } = store;
  const { clock } = options;
  const keyring = await Keyring.open(store, options.masterKeys, clock);
  const gatewayReports = new GatewayReports({ store, options });
  const publisher = new Publisher({
    db,
    keyring,
    catalogue,
    options,
    operatorEndpoints,
    onPublished: () => gatewayReports.report(),
  });
  const changes = new Changes({ store, keyring, publisher, clock });
  const lastUses = new LastUses(db, options.log);
  const { adminToken, passwordSignIn } = options;
  const turnRetention = new TurnRetention({ ...options, store, keptDays: options.turnRecordsDays });
  await turnRetention.open();
  const writer = writerName(store, options);
  const turnLog = await TurnLog.open({
    store,
    catalogue,
    gather: options.gather,
    dataDir: options.dataDir,
    writer,
    log: options.log,
    clock,
  });
  const after = options.after ?? afterwards;
  const services = {
    options,
    store,
    db,
    keyring,
    catalogue,
    publisher,
    changes,
    access: new Access({ db, changes, lastUses, adminToken, passwordSignIn, clock }),
    lastUses,
    singleSignOn:
      options.singleSignOn === null
        ? null
        : new SingleSignOn(options.singleSignOn, {
            keyring,
            operatorEndpoints,
            ownPorts: options.ownPorts,
            clock,
          }),
    gatewayReports,
    turnLog,
    turnRetention,
    repairTally: new RepairTally(),
    demoEndpoint: await DemoEndpointMemory.open(db),
    checkSlots: new CheckSlots(),
    draftReports: new DraftReports(clock),
    operatorEndpoints,
    startedAt: clock(),
    after,
    bakeOffs: new BakeOffs({ store, db, options, turnLog, after }, writer),
  };
  // A process that only carries turns changes nothing.
  if (options.role === 'gateway') {
    await publisher.follow();
    return services;
  }
  // The environment or the catalogue may have changed since the last start: a version of its own.
  await changes.make('jackfield', async (change) => {
    change.touched.catalogue = true;
  });
  if (options.masterKeys.unfinished) await rotateKeys(services, 'jackfield', { dataKey: false });
  return services;
}

function controlPlane(services: Services): ControlPlane {
  const { options, access, lastUses, turnLog, turnRetention, repairTally } = services;
  const { demoEndpoint, catalogue, changes, store, publisher, gatewayReports } = services;
  const app = createApp(services);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const schedule = new RecheckSchedule(services);
  if (options.role !== 'gateway') schedule.start();
  // Circuits open where turns are carried, so each process looks; sending is the others' work.
  const alerts = new AlertWatch(services);
  alerts.start();
  const deliveries = new WebhookDeliveries(services);
  if (options.role !== 'gateway') deliveries.start();
  if (options.role !== 'gateway') services.bakeOffs.start();
  const budgets = new BudgetWatch(services);
  if (options.role !== 'gateway') budgets.start();
  turnRetention.start();
  const follower = followerOf(services);
  follower?.start();
  return {
    store:
      store.kind === 'embedded' ? `data in ${options.dataDir}` : `PostgreSQL at ${store.location}`,
    handle: (request, response) => void listener(request, response),
    firstAdminToken: () => access.newFirstAdminToken(),
    demoEndpointWanted: () => demoEndpoint.wanted,
    recordTurn(record) {
      turnLog.record(record);
      repairTally.record(record);
      if (record.keyId !== null) lastUses.saw('key', record.keyId, record.startedAt);
    },
    turnsLost: (turns) => turnLog.lose(turns),
    reloadCatalogue: () => catalogue.reload(),
    republishProviders() {
      publisher.ownChanged('providers');
      return publisher.follow();
    },
    costOf(record) {
      const cost = turnLog.costOf(record);
      return cost === null ? null : cost / costUnit;
    },
    turnRecords: () => turnLog.state,
    storeAnswers: () => storeAnswers(services.db),
    async close() {
      catalogue.close();
      await follower?.stop();
      await lastUses.close();
      await schedule.stop();
      await alerts.stop();
      await budgets.stop();
      await deliveries.stop();
      await services.bakeOffs.stop();
      await turnRetention.stop();
      await turnLog.close();
      await changes.settled();
      await gatewayReports.close();
      await store.close();
    },
  };
}

/** `null` where nobody else can change anything. */
function followerOf({ options, db, publisher }: Services): Follower | null {
  const { postgres, log } = options;
  return postgres && new Follower({ db, listenUrl: postgres.listenUrl, publisher, log });
}

/** The same at each start: a process is known by its machine and port, where several share a store. */
function writerName(store: Store, { ownPorts }: ControlPlaneOptions): string {
  return store.kind === 'embedded' ? 'local' : [hostname(), ...ownPorts].join('-');
}

/** A timer that keeps no process alive. */
const afterwards: After = (ms, work) => {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
};

function openCatalogue(options: ControlPlaneOptions, onChange: () => void): CatalogueSource {
  const { catalogDir, operatorCatalogFile, clock, log } = options;
  try {
    return watchCatalogue({ catalogDir, operatorCatalogFile, clock, log, onChange });
  } catch (cause) {
    if (!(cause instanceof CatalogueProblem)) throw cause;
    throw new StartProblem(`The catalogue can't be used: ${cause.message}`, { cause });
  }
}

/** A changed catalogue reaches gateways like a save; when that fails, the next save carries it. */
async function republish({ options, publisher }: Services): Promise<void> {
  publisher.ownChanged('catalogue');
  try {
    await publisher.follow();
  } catch (err) {
    options.log.error({ err }, 'The changed catalogue could not be published yet.');
  }
}

function needEndpoint(text: string): string {
  const endpoint = endpointText(text);
  if (endpoint !== null) return endpoint;
  throw new StartProblem(
    `JACKFIELD_ALLOW_ENDPOINTS holds "${text.slice(0, 100)}", which is not host:port (IPv6 in brackets), for example 127.0.0.1:11434.`,
  );
}
