import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  configParts,
  type AgentKeyConfig,
  type GatewayConfig,
  type TurnRecord,
} from '@jackfield/gateway-config';
import type { FromWorker, InFlight, ToWorker, WorkerBegin, WorkerState } from './messages.ts';
import { TurnCountFile } from './turn-count-file.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** After the end of a drain: who has not ended by then won't. */
const drainSpareMs = 5_000;

export interface WorkerEvents {
  /** It can carry turns. */
  onLoaded(pid: number | undefined): void;
  onTurns(records: readonly TurnRecord[]): void;
  onLimited(inFlight: readonly InFlight[]): void;
  /** How long a key has to wait for room; takes it where that is 0. */
  takeRoom(key: AgentKeyConfig): number;
  /** Connections that it was handed and never took. */
  onReturned(socket: Socket): void;
  onEnd(end: WorkerEnd): void;
}

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Answers that were under way as far as it had told. */
  readonly cut: number;
  /** Turns whose records never came. */
  readonly lost: number;
}

/** One worker, from its start to its end, as the main process sees it. */
export class RunningWorker {
  readonly #child: ChildProcess;
  readonly #events: WorkerEvents;
  readonly #countFile: TurnCountFile;
  #received = 0;
  /** What it has been sent. */
  #sent: GatewayConfig | null = null;
  #wanted: GatewayConfig | null = null;
  #sending = false;
  #loaded: { readonly configVersion: number; readonly agents: number } | null = null;
  #waiting: { readonly version: number; readonly done: () => void }[] = [];
  #asked = 0;
  readonly #gathering = new Map<number, () => void>();
  #state: WorkerState | null = null;
  #heardAt = performance.now();
  readonly #handing = new Set<Socket>();
  readonly #drained = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<void>();

  constructor(begin: WorkerBegin, events: WorkerEvents) {
    this.#events = events;
    this.#countFile = new TurnCountFile(begin.countFile);
    this.#child = fork(main, ['worker'], {
      env: withoutOurs(process.env),
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromWorker) => this.#hear(message));
    // An error of the pipe, or of starting: its end says what follows.
    this.#child.on('error', () => this.#child.kill('SIGKILL'));
    this.#child.once('exit', (code, signal) => this.#end(code, signal));
    this.#tell(begin);
  }

  get state(): WorkerState | null {
    return this.#state;
  }

  get configVersion(): number {
    return this.#loaded?.configVersion ?? 0;
  }

  get agents(): number {
    return this.#loaded?.agents ?? 0;
  }

  get silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Whether it may be given connections. */
  get isUp(): boolean {
    return this.#loaded !== null && this.#child.connected;
  }

  /** Resolves once it has `config` or a newer one, or has ended. */
  publish(config: GatewayConfig): Promise<void> {
    this.#wanted = config;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ version: config.version, done: resolve });
    void this.#sendWanted();
    return promise;
  }

  hand(socket: Socket): void {
    this.#handing.add(socket);
    this.#child.send({ kind: 'connection' } satisfies ToWorker, socket, (error) => {
      const isHeld = this.#handing.delete(socket);
      if (error !== null && isHeld) this.#events.onReturned(socket);
    });
  }

  /** Resolves once it has told what it knows of this moment, or has ended. */
  gather(): Promise<void> {
    this.#asked += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gathering.set(this.#asked, resolve);
    this.#tell({ kind: 'tell', ask: this.#asked });
    return promise;
  }

  elsewhere(inFlight: readonly InFlight[]): void {
    this.#tell({ kind: 'elsewhere', inFlight });
  }

  openPorts(ownPorts: ReadonlySet<number>): void {
    this.#tell({ kind: 'ports', ownPorts });
  }

  closeCircuits(): void {
    this.#tell({ kind: 'closeCircuits' });
    // What it told last is no longer so.
    if (this.#state === null) return;
    const closed = { circuit: 'closed' } as const;
    const modelHealth = this.#state.modelHealth.map((one) => ({ ...one, ...closed }));
    this.#state = { ...this.#state, modelHealth };
  }

  sendAway(): void {
    this.#tell({ kind: 'sendAway' });
  }

  /** Resolves with the answers that it had to cut off, once it has ended. */
  async drain(deadlineMs: number): Promise<number> {
    this.#tell({ kind: 'drain', deadlineMs });
    const timer = setTimeout(() => this.kill(), deadlineMs + drainSpareMs);
    const cut = await this.#drained.promise;
    clearTimeout(timer);
    this.kill();
    await this.#ended.promise;
    return cut;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** One after another, so that none is sent that a newer one has made superfluous. */
  async #sendWanted(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#wanted !== null && this.#child.connected) {
      const config = this.#wanted;
      this.#wanted = null;
      for (const part of configParts(this.#sent, config)) {
        await new Promise<void>((resolve) => {
          this.#child.send({ kind: 'config', part } satisfies ToWorker, () => resolve());
        });
      }
      this.#sent = config;
    }
    this.#sending = false;
  }

  #hear(message: FromWorker): void {
    this.#heardAt = performance.now();
    switch (message.kind) {
      case 'loaded': {
        const isFirst = this.#loaded === null;
        this.#loaded = message;
        for (const { version, done } of this.#waiting) if (version <= message.configVersion) done();
        this.#waiting = this.#waiting.filter(({ version }) => version > message.configVersion);
        if (isFirst) this.#events.onLoaded(this.#child.pid);
        break;
      }
      case 'turns':
        this.#events.onTurns(message.records);
        this.#received += message.records.length;
        this.#countFile.received = this.#received;
        break;
      case 'state':
        this.#state = message.state;
        break;
      case 'limited':
        this.#events.onLimited(message.inFlight);
        break;
      case 'told':
        this.#gathering.get(message.ask)?.();
        this.#gathering.delete(message.ask);
        break;
      case 'askRoom': {
        const waitMs = this.#events.takeRoom(message.key);
        this.#tell({ kind: 'room', ask: message.ask, waitMs });
        break;
      }
      case 'drained':
        this.#drained.resolve(message.cut);
        break;
    }
  }

  #tell(message: ToWorker): void {
    // What it can't be told any more it needs no more: its end follows.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    const cut = this.#state?.answers ?? 0;
    for (const { done } of this.#waiting) done();
    for (const [, done] of this.#gathering) done();
    for (const socket of this.#handing) {
      // One that was on its way already is nobody's any more.
      if (socket.remoteAddress === undefined) socket.destroy();
      else this.#events.onReturned(socket);
    }
    this.#handing.clear();
    this.#drained.resolve(cut);
    const { lost } = this.#countFile;
    this.#events.onEnd({ code, signal, cut, lost });
    this.#countFile.remove();
    this.#ended.resolve();
  }
}

/** What the environment tells of us, master keys and tokens before all, is the main process's alone. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('JACKFIELD_'));
  return Object.fromEntries(kept);
}
