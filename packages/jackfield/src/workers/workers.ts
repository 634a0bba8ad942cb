import type { RequestListener, Server } from 'node:http';
import { availableParallelism } from 'node:os';
import type { AgentKeyConfig, GatewayConfig, TurnRecord } from '@jackfield/gateway-config';
import { ConfigurationProblem } from '../configuration-problem.ts';
import type { Configuration } from '../configuration.ts';
import type { ProgramLog } from '../log.ts';
import { handingServer, type HandingServer } from '../server/front-server.ts';
import type { TurnsInFlight } from '../turns-in-flight.ts';
import type { InFlight } from './messages.ts';
import { openPrivateDoor, type PrivateDoor } from './private-door.ts';
import type { WorkerFiles } from './worker-files.ts';
import { whenBusy } from './when-busy.ts';
import { WorkerPool } from './worker-pool.ts';

/** A start waits so long for workers; then the main process carries turns until they are there. */
const startMs = 10_000;

export interface WorkersOptions {
  readonly configuration: Configuration;
  readonly server: Server;
  /** What answers a request that a worker brings: not counted as under way here, since it is there. */
  readonly listener: RequestListener;
  readonly turns: TurnsInFlight;
  readonly ownPorts: ReadonlySet<number>;
  readonly turnsUnderWay: () => number;
  readonly onTurn: (record: TurnRecord) => void;
  readonly onLost: (turns: number) => void;
  readonly onElsewhere: (inFlight: readonly InFlight[]) => void;
  readonly takeRoom: (key: AgentKeyConfig) => number;
  readonly log: ProgramLog;
}

/** How many processes may carry turns for this one; 1: it does so itself. */
export function workersMax({ workers, role }: Configuration): number {
  return role === 'control' ? 1 : (workers ?? availableParallelism());
}

/** The workers of this program, and the server whose connections they answer. */
export class Workers {
  readonly pool: WorkerPool;
  readonly front: HandingServer;
  readonly #options: WorkersOptions;
  #door: PrivateDoor | null = null;
  #callOff = (): void => {};
  #isStopping = false;
  /** Resolves once they can carry turns, where they are to be there from the start. */
  started: Promise<void> = Promise.resolve();

  constructor(options: WorkersOptions) {
    const { configuration, server, ownPorts, log, onTurn, onLost, onElsewhere, takeRoom } = options;
    this.#options = options;
    this.front = handingServer(server, (socket) => this.pool.take(socket));
    const { otlp, turnsMax } = configuration;
    this.pool = new WorkerPool({
      begin: () => ({
        ownPorts,
        allowedHosts: configuration.allowedHosts,
        corsOrigins: configuration.corsOrigins,
        allowImageEndpoints: configuration.allowImageEndpoints,
        turnsMax: Math.ceil(turnsMax / workersMax(configuration)),
        traceContext: configuration.traceContext,
        sampler: otlp?.traces ? otlp.sampler : null,
        logLevel: configuration.logLevel,
        door: this.#needDoor().key,
      }),
      log,
      onTurn,
      onLost,
      onElsewhere,
      takeRoom,
      keep: (socket) => this.front.keep(socket),
    });
  }

  /** Starts them now where the operator said how many; else once there is work for them. */
  async start(files: WorkerFiles): Promise<void> {
    const { configuration, log, turnsUnderWay } = this.#options;
    const count = workersMax(configuration);
    if (configuration.workers !== null) {
      await this.#openDoor(files);
      this.started = this.pool.start(count, files, startMs);
      return;
    }
    this.#callOff = whenBusy(turnsUnderWay, (share) => {
      log.info(
        { workers: count, busyPercent: Math.round(share * 100) },
        'One core was busy with turns for two seconds: workers are started for the others (JACKFIELD_WORKERS=1 keeps it to one)',
      );
      this.#startNow(count, files).catch((err: unknown) =>
        log.error({ err }, 'Workers could not be started: this process goes on alone'),
      );
    });
  }

  publish(config: GatewayConfig): Promise<void> {
    return this.pool.publish(config);
  }

  /** Callers are told to open their next connection elsewhere. */
  sendAway(): void {
    this.#stopStarting();
    this.pool.sendAway();
  }

  /** Resolves with the number of answers that had to be cut off, once no worker is left. */
  async stop(deadlineMs: number): Promise<number> {
    this.#stopStarting();
    const cut = await this.pool.drain(deadlineMs);
    this.#door?.close();
    return cut;
  }

  async #startNow(count: number, files: WorkerFiles): Promise<void> {
    const { turns, log } = this.#options;
    await this.#openDoor(files);
    if (this.#isStopping) return;
    await this.pool.start(count, files, startMs);
    if (this.#isStopping) return;
    log.info({ workers: this.pool.up }, 'Workers carry the turns of new connections');
    // Those that this process holds end with their next answer, and their callers come again.
    await turns.sendAway(0);
  }

  #stopStarting(): void {
    this.#isStopping = true;
    this.#callOff();
  }

  async #openDoor(files: WorkerFiles): Promise<void> {
    const { listener } = this.#options;
    try {
      this.#door = await openPrivateDoor(files, listener);
    } catch (cause) {
      throw new ConfigurationProblem(
        'Workers need a socket in JACKFIELD_DATA_DIR, and it can’t be made there: let this user write to that folder, or set JACKFIELD_WORKERS=1.',
        { cause },
      );
    }
  }

  #needDoor(): PrivateDoor {
    if (this.#door === null) throw new Error('A worker was started before the way back was open.');
    return this.#door;
  }
}
