import type { Socket } from 'node:net';
import type { GatewayState, ModelHealth } from '@jackfield/control-plane';
import { noneRefused, refusedOfBoth, type GatewayLoad } from '@jackfield/gateway';
import type { AgentKeyConfig, GatewayConfig, TurnRecord } from '@jackfield/gateway-config';
import type { ProgramLog } from '../log.ts';
import type { ObservedWorkers } from '../observe/prometheus/state-metrics.ts';
import { InFlightOfAll } from './in-flight-of-all.ts';
import type { InFlight, WorkerBegin, WorkerState } from './messages.ts';
import type { WorkerFiles } from './worker-files.ts';
import { loadOfAll } from './of-all-processes.ts';
import { RunningWorker, type WorkerEnd } from './running-worker.ts';

/** A save waits so long for a worker; then it answers, and `GET /status` says how far that one is. */
const publishMs = 2_000;
/** What is read waits so long for what workers know. */
const gatherMs = 250;
/** Who is silent for longer is handed no more connections: it tells its state four times a second. */
const silentMsMax = 1_000;
/** Who is silent for longer comes back no more: its callers hang, and it is ended and started again. */
const stuckMs = 30_000;
const lookMs = 5_000;
const pauseMsMin = 100;
const pauseMsMax = 30_000;
/** Who has lived so long starts anew without a pause that has grown. */
const settledMs = 60_000;

export interface WorkerPoolOptions {
  readonly begin: () => Omit<WorkerBegin, 'kind' | 'id' | 'countFile'>;
  readonly log: ProgramLog;
  readonly onTurn: (record: TurnRecord) => void;
  readonly onLost: (turns: number) => void;
  /** Attempts that the workers have under way at models that have a limit of their own. */
  readonly onElsewhere: (inFlight: readonly InFlight[]) => void;
  readonly takeRoom: (key: AgentKeyConfig) => number;
  /** Has the main process answer a connection. */
  readonly keep: (socket: Socket) => void;
}

interface Slot {
  readonly id: string;
  readonly countFile: string;
  worker: RunningWorker | null;
  startedAt: number;
  pauseMs: number;
  restart: NodeJS.Timeout | null;
}

/** The workers of this program: started, followed, started again when they end, and ended with it. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  #slots: Slot[] = [];
  #config: GatewayConfig | null = null;
  #next = 0;
  readonly #inFlight = new InFlightOfAll();
  #looking: NodeJS.Timeout | undefined;
  /** Those that were stuck at the last look: after a pause of this process itself their words are yet to be read. */
  #stuck: ReadonlySet<RunningWorker> = new Set();
  #isStopping = false;
  #onUp = (): void => {};
  #exits = 0;
  #cut = 0;
  /** What the load of those that ended was, so that counts never fall. */
  #past = noneRefused;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Those that can carry turns. */
  get up(): number {
    return this.#slots.filter(({ worker }) => worker?.isUp === true).length;
  }

  /** The oldest that turns use; `null` while there is no worker. */
  get configVersion(): number | null {
    const versions = this.#workers().flatMap((one) => (one.isUp ? [one.configVersion] : []));
    return versions.length === 0 ? null : Math.min(...versions);
  }

  /** Resolves once all of them can carry turns, or have tried for `ms`. */
  async start(count: number, files: WorkerFiles, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onUp = () => {
      if (this.up === count) resolve();
    };
    for (let number = 1; number <= count; number += 1) {
      const id = `worker-${number}`;
      const countFile = files.countFile(id);
      const slot = {
        id,
        countFile,
        worker: null,
        startedAt: 0,
        pauseMs: pauseMsMin,
        restart: null,
      };
      this.#slots.push(slot);
      this.#startOne(slot);
    }
    this.#looking = setInterval(() => this.#endStuck(), lookMs).unref();
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }

  /** Gives a connection to the next worker, or has the main process answer it where there is none. */
  take(socket: Socket): void {
    for (let tried = 0; tried < this.#slots.length; tried += 1) {
      this.#next = (this.#next + 1) % this.#slots.length;
      const worker = this.#slots[this.#next]?.worker;
      if (worker?.isUp === true && worker.silentMs < silentMsMax) {
        worker.hand(socket);
        return;
      }
    }
    this.#options.keep(socket);
  }

  /** Resolves once every worker has it, except those that are late: they get it, and nobody waits for them. */
  async publish(config: GatewayConfig): Promise<void> {
    this.#config = config;
    const told = this.#slots.flatMap(({ worker }) => {
      if (worker === null) return [];
      const isWaitedFor = worker.isUp && worker.silentMs < publishMs;
      const has = worker.publish(config);
      return isWaitedFor ? [has] : [];
    });
    await settledWithin(publishMs, told);
  }

  /** Resolves once every worker has told what it knows of this moment, except those that are late. */
  async gather(): Promise<void> {
    const asked = this.#workers().filter(({ isUp, silentMs }) => isUp && silentMs < publishMs);
    await settledWithin(
      gatherMs,
      asked.map((worker) => worker.gather()),
    );
  }

  /** What the main process itself has under way at models that have a limit of their own. */
  limited(inFlight: readonly InFlight[]): void {
    this.#inFlight.told('main', inFlight);
    this.#tellElsewhere(inFlight.map(([model]) => model));
  }

  gateways(): readonly GatewayState[] {
    return this.#slots.map(({ id, worker }) => ({
      id,
      configVersion: worker?.configVersion ?? 0,
      agents: worker?.agents ?? 0,
      silentMs: worker?.silentMs ?? 0,
    }));
  }

  #states(): readonly { readonly id: string; readonly state: WorkerState }[] {
    return this.#slots.flatMap(({ id, worker }) => {
      const state = worker?.state ?? null;
      return state === null ? [] : [{ id, state }];
    });
  }

  /** For `/metrics`. */
  told(): ObservedWorkers {
    const each = this.#states().map(({ id, state }) => ({ id, ...state }));
    return { up: this.up, exits: this.#exits, cut: this.#cut, each };
  }

  /** What the workers carry together. */
  load(): GatewayLoad {
    return this.#states()
      .map(({ state }) => state.load)
      .reduce(loadOfAll, { turns: 0, refused: this.#past });
  }

  /** As each worker sees it. */
  modelHealth(): readonly (readonly ModelHealth[])[] {
    return this.#states().map(({ state }) => state.modelHealth);
  }

  closeCircuits(): void {
    for (const worker of this.#workers()) worker.closeCircuits();
  }

  openPorts(ownPorts: ReadonlySet<number>): void {
    for (const worker of this.#workers()) worker.openPorts(ownPorts);
  }

  sendAway(): void {
    for (const worker of this.#workers()) worker.sendAway();
  }

  /** Lets their answers end; resolves with how many had to be cut off, once no worker is left. */
  async drain(deadlineMs: number): Promise<number> {
    this.#isStopping = true;
    clearInterval(this.#looking);
    for (const { restart } of this.#slots) if (restart !== null) clearTimeout(restart);
    const cuts = await Promise.all(this.#workers().map((worker) => worker.drain(deadlineMs)));
    return cuts.reduce((sum, cut) => sum + cut, 0);
  }

  #workers(): RunningWorker[] {
    return this.#slots.flatMap(({ worker }) => (worker === null ? [] : [worker]));
  }

  #endStuck(): void {
    const stuck = this.#workers().filter(({ isUp, silentMs }) => isUp && silentMs > stuckMs);
    for (const worker of stuck) if (this.#stuck.has(worker)) worker.kill();
    this.#stuck = new Set(stuck);
  }

  #tellElsewhere(models: readonly string[]): void {
    if (models.length === 0) return;
    this.#options.onElsewhere(this.#inFlight.elsewhere('main', models));
    for (const { id, worker } of this.#slots) {
      worker?.elsewhere(this.#inFlight.elsewhere(id, models));
    }
  }

  #startOne(slot: Slot): void {
    const { begin, log, onTurn, takeRoom, keep } = this.#options;
    slot.restart = null;
    slot.startedAt = performance.now();
    slot.worker = new RunningWorker(
      { kind: 'begin', id: slot.id, countFile: slot.countFile, ...begin() },
      {
        onLoaded: (pid) => {
          log.info({ worker: slot.id, pid }, 'A worker is ready to carry turns');
          this.#onUp();
        },
        onTurns: (records) => {
          for (const record of records) onTurn(record);
        },
        takeRoom,
        onLimited: (inFlight) => {
          this.#inFlight.told(slot.id, inFlight);
          this.#tellElsewhere(inFlight.map(([model]) => model));
        },
        onReturned: (socket) => {
          if (!socket.destroyed) keep(socket);
        },
        onEnd: (end) => this.#ended(slot, end),
      },
    );
    if (this.#config !== null) void slot.worker.publish(this.#config);
    slot.worker.elsewhere(this.#inFlight.elsewhere(slot.id, this.#inFlight.models));
  }

  #ended(slot: Slot, { code, signal, cut, lost }: WorkerEnd): void {
    const { log, onLost } = this.#options;
    const refused = slot.worker?.state?.load.refused;
    if (refused) this.#past = refusedOfBoth(this.#past, refused);
    slot.worker = null;
    this.#tellElsewhere(this.#inFlight.gone(slot.id));
    if (lost > 0) onLost(lost);
    if (this.#isStopping) return;
    this.#exits += 1;
    this.#cut += cut;
    const isSettled = performance.now() - slot.startedAt > settledMs;
    const pauseMs = isSettled ? pauseMsMin : slot.pauseMs;
    slot.pauseMs = Math.min(pauseMsMax, pauseMs * 2);
    log.error(
      { worker: slot.id, code, signal, answersCut: cut, turnsLost: lost, startsAgainInMs: pauseMs },
      'A worker ended: the turns it carried broke off, and it is started again',
    );
    slot.restart = setTimeout(() => this.#startOne(slot), pauseMs);
  }
}

async function settledWithin(ms: number, works: readonly Promise<void>[]): Promise<void> {
  if (works.length === 0) return;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([Promise.all(works), late]);
  clearTimeout(timer);
}
