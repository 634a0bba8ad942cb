import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks, lightChecks, runChecks } from '@jackfield/byom';
import { createControlPlane, type Log, type ModelHealth } from '@jackfield/control-plane';
import { createGateway } from '@jackfield/gateway';
import type { Secret, TurnRecord } from '@jackfield/gateway-config';
import { followAwsCredentialChain } from './aws-credential-chain.ts';
import type { Configuration } from './configuration.ts';
import { demoPort, startDemoEndpoint, type RunningDemoEndpoint } from './demo-endpoint.ts';
import type { ProgramLog } from './log.ts';
import { openMasterKeys } from './master-key.ts';
import { openDataDir } from './open-data-dir.ts';
import { createObservers } from './observe/observers.ts';
import { asksForMetrics } from './observe/prometheus/answer-metrics.ts';
import { createHardenedServer } from './server/create-server.ts';
import { frontDoor } from './server/front-door.ts';
import { listen } from './server/listen.ts';
import { notReady } from './server/not-ready.ts';
import { onlyOf } from './server/only-of.ts';
import { routeByPath } from './server/route-by-path.ts';
import { servePage } from './server/serve-page.ts';
import { TurnsInFlight } from './turns-in-flight.ts';
import { version } from './version.ts';
import { healthOfAll, loadOfAll } from './workers/of-all-processes.ts';
import { inEachRound } from './workers/in-each-round.ts';
import { WorkerFiles } from './workers/worker-files.ts';
import { Workers, workersMax } from './workers/workers.ts';

const catalogDir = fileURLToPath(new URL('../../../catalog', import.meta.url));
const pageDir = fileURLToPath(new URL('../../web/dist', import.meta.url));
const turnsGetMs = 30_000;
/** Who asked `/readyz` no longer ago than this is taken for a load balancer, which asks again. */
const watchedMs = 30_000;
const lameDuckMsDefault = 5_000;

export interface Running {
  /** `http://host:port`, as a browser on this machine would open it. */
  readonly url: string;
  readonly port: number;
  /** Where metrics have a port of their own. */
  readonly metricsPort: number | null;
  /** For people: where the data is. */
  readonly store: string;
  /** Set when this start made the master key. */
  readonly madeKeyFile: string | null;
  /** The one-time link that makes the first admin; `null` once there is one. */
  firstAdminLink(): Promise<string | null>;
  /**
   * Says at once that it is not ready; where `patiently`, still answers for as long as load balancers
   * need to notice. Then takes no new turn, lets those under way end (for 30 s at most) and closes
   * everything. Resolves with the number of turns that had to be cut off.
   */
  stop(patiently: boolean): Promise<number>;
}

/**
 * Runs Jackfield, both planes and the page on one port, ready for turns when it resolves.
 *
 * @throws ConfigurationProblem or StartProblem with one line that says why not; nothing runs then.
 */
export async function startJackfield(
  configuration: Configuration,
  log: ProgramLog,
  beforeReady: () => void = () => {},
): Promise<Running> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await start(configuration, log, beforeReady, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

async function start(
  configuration: Configuration,
  log: ProgramLog,
  beforeReady: () => void,
  undo: (() => Promise<void>)[],
): Promise<Running> {
  const { dataDir, host } = configuration;
  openDataDir(dataDir);
  const turns = new TurnsInFlight();
  // The port is taken before anything is made or opened, and answers as not ready until all is.
  let listener = notReady;
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    listener(request, response);
  const door = { ...configuration, log };
  const server = createHardenedServer(frontDoor(door, turns.count(answer)));
  const ownPorts = new Set<number>();
  const onTurn = (record: TurnRecord): void => {
    controlPlane.recordTurn(record);
    observers.onTurn(record);
  };
  const workers =
    workersMax(configuration) === 1
      ? null
      : new Workers({
          configuration,
          server,
          listener: frontDoor(door, answer),
          turns,
          ownPorts,
          turnsUnderWay: () => gateway.busy.turns,
          onTurn,
          onLost: (lost) => controlPlane.turnsLost(lost),
          onElsewhere(inFlight) {
            for (const one of inFlight) gateway.inFlightElsewhere(...one);
          },
          takeRoom: (key) => gateway.takeRoom(key),
          log,
        });
  const front = workers?.front ?? server;
  const port = await listen(workers?.front.listener ?? server, host, configuration.port);
  ownPorts.add(port);
  undo.push(async () => void (await turns.drain(front, 0)));
  const workerFiles = new WorkerFiles(
    dataDir,
    configuration.postgres ? `${hostname()}-${port}` : 'local',
  );
  await workers?.start(workerFiles);
  undo.push(async () => void (await workers?.stop(0)));

  const masterKeys = await openMasterKeys(configuration, dataDir);
  const gather = async (): Promise<void> => workers?.pool.gather();
  const modelHealth = (): readonly ModelHealth[] =>
    healthOfAll([gateway.modelHealth(), ...(workers?.pool.modelHealth() ?? [])]);
  const observers = await createObservers(
    configuration,
    {
      version,
      load: () => (workers ? loadOfAll(gateway.busy, workers.pool.load()) : gateway.busy),
      modelHealth,
      gather,
      configVersion: () => workers?.pool.configVersion ?? gateway.configVersion,
      workers: () => workers?.pool.told() ?? null,
      costOf: (turn) => controlPlane.costOf(turn),
      turnRecords: () => controlPlane.turnRecords(),
      storeAnswers: () => controlPlane.storeAnswers(),
    },
    (provider) => gateway.telemetryName(provider),
    log,
  );
  undo.push(() => observers.close());
  const gateway = createGateway({
    ownPorts,
    allowedImageEndpoints: configuration.allowImageEndpoints,
    turnsMax: configuration.turnsMax,
    log,
    tracing: observers.tracing,
    onLimited: inEachRound((inFlight) => workers?.pool.limited(inFlight)),
    onTurn,
  });
  undo.push(() => gateway.close());
  let demo: Promise<RunningDemoEndpoint> | null = null;
  const needDemo = (): Promise<RunningDemoEndpoint> => {
    demo ??= startDemoEndpoint('127.0.0.1', demoPort, true).catch((error: unknown) => {
      demo = null;
      throw error;
    });
    return demo;
  };
  const providerEnvironment: Record<string, Readonly<Record<string, Secret>>> = {
    ...configuration.providerEnvironment,
  };
  let republish = async (): Promise<void> => {};
  const chain = configuration.awsCredentialChain
    ? await followAwsCredentialChain(log, (keys) => {
        // The chain's keys whole, never with a session token that another pair of keys belongs to.
        const { region, baseUrl } = configuration.providerEnvironment.bedrock ?? {};
        const place = { ...(region && { region }), ...(baseUrl && { baseUrl }) };
        providerEnvironment['bedrock'] = { ...place, ...keys };
        return republish();
      })
    : null;
  undo.push(async () => chain?.stop());
  const controlPlane = await createControlPlane({
    version,
    role: configuration.role,
    dataDir,
    postgres: configuration.postgres,
    masterKeys,
    adminToken: configuration.adminToken,
    passwordSignIn: configuration.passwordSignIn,
    singleSignOn: configuration.singleSignOn,
    trustedProxies: configuration.trustedProxies,
    catalogDir,
    operatorCatalogFile: join(dataDir, 'catalog.yaml'),
    allowEndpoints: configuration.allowEndpoints,
    ownPorts,
    providerEnvironment,
    carriedProviders: gateway.providers,
    publish(config) {
      gateway.load(config);
      return workers?.publish(config);
    },
    gateways: () => [
      {
        id: 'local',
        configVersion: gateway.configVersion,
        agents: gateway.agentCount,
        silentMs: 0,
      },
      ...(workers?.pool.gateways() ?? []),
    ],
    gather,
    modelHealth,
    closeCircuits() {
      gateway.closeCircuits();
      workers?.pool.closeCircuits();
    },
    tryModel: (model, signal) => gateway.tryModel(model, signal),
    checkEndpoint: (target, { depth, ...options }) =>
      runChecks(target, { ...options, checks: depth === 'full' ? checks : lightChecks }),
    recheckMinutes: configuration.recheckMinutes,
    turnRecordsDays: configuration.turnRecordsDays,
    listModels: (provider, endpoint, signal) => gateway.listModels(provider, endpoint, signal),
    carryTurn: (agentId, request, response) => gateway.carryFor(agentId, request, response),
    playgroundTurn: (turn, person) => gateway.playgroundTurn(turn, person),
    rehearse: (rehearsal, signal) => gateway.rehearse(rehearsal, signal),
    startDemoEndpoint: async () => {
      const { url, endpoint, modelId } = await needDemo();
      return { url, endpoint, modelId };
    },
    log,
    clock: Date.now,
  });
  undo.push(() => controlPlane.close());
  const lost = workerFiles.clearEarlier();
  if (lost > 0) {
    controlPlane.turnsLost(lost);
    log.warn({ turns: lost }, 'Turns that ended just before workers were killed were not recorded');
  }
  republish = () => controlPlane.republishProviders();
  // Keys may have come while it read the environment.
  if (chain !== null) await republish();
  const metricsPort = await observers.listen();
  if (metricsPort !== null) {
    ownPorts.add(metricsPort);
    workers?.pool.openPorts(ownPorts);
  }
  if (configuration.role !== 'gateway' && controlPlane.demoEndpointWanted())
    await restartDemo(needDemo, log);
  let readyAskedAt = 0;
  const planes = {
    gateway: (request: IncomingMessage, response: ServerResponse) => {
      if (request.url === '/readyz') readyAskedAt = Date.now();
      gateway.handle(request, response);
    },
    controlPlane: (request: IncomingMessage, response: ServerResponse) =>
      controlPlane.handle(request, response),
    page: servePage(pageDir),
  };
  const route = routeByPath(onlyOf(configuration.role, planes));
  const { metrics } = observers;
  listener =
    metrics === null
      ? route
      : (request, response) => (asksForMetrics(request) ? metrics : route)(request, response);
  beforeReady();
  await workers?.started;
  gateway.setReady(true);

  const url = `http://${urlHost(host)}:${port}`;
  return {
    url,
    port,
    metricsPort,
    store: controlPlane.store,
    madeKeyFile: masterKeys.madeFile,
    async firstAdminLink() {
      if (configuration.role === 'gateway') return null;
      const token = await controlPlane.firstAdminToken();
      return token === null ? null : `${url}/first-admin#token=${token}`;
    },
    async stop(patiently) {
      gateway.setReady(false);
      chain?.stop();
      const isWatched = Date.now() - readyAskedAt < watchedMs;
      const lameDuckMs = configuration.drainMs ?? (isWatched ? lameDuckMsDefault : 0);
      if (patiently) {
        workers?.sendAway();
        await turns.sendAway(lameDuckMs);
      }
      const cuts = await Promise.all([
        turns.drain(front, turnsGetMs),
        workers?.stop(turnsGetMs) ?? 0,
      ]);
      await controlPlane.close();
      await gateway.close();
      await (await demo)?.close();
      await observers.close();
      return cuts[0] + cuts[1];
    },
  };
}

/** Its connections name the first port, so another one deserves a word. */
async function restartDemo(needDemo: () => Promise<RunningDemoEndpoint>, log: Log): Promise<void> {
  try {
    const { endpoint, url } = await needDemo();
    if (endpoint.endsWith(`:${demoPort}`)) log.info({ url }, 'The demo endpoint runs');
    else {
      log.warn(
        { url },
        `The demo endpoint runs on another port than usual, because ${demoPort} is taken; a connection to it may have to be changed`,
      );
    }
  } catch (err) {
    log.warn({ err }, 'The demo endpoint could not be started');
  }
}

/** An address that means every network is opened as this machine itself. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
