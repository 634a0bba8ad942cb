import type { ModelHealth } from '@jackfield/control-plane';
import type { GatewayLoad } from '@jackfield/gateway';
import type { TurnRecord } from '@jackfield/gateway-config';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { LabelLimit } from '../label-limit.ts';

/** Where the metrics that are states are read, each time they are asked for. */
export interface ObservedState {
  readonly version: string;
  load(): GatewayLoad;
  modelHealth(): readonly ModelHealth[];
  /** Has the other processes of this program tell what they know of this moment. */
  gather(): Promise<void>;
  configVersion(): number;
  /** `null` where this process alone carries turns. */
  workers(): ObservedWorkers | null;
  /** What a turn cost in US dollars; `null` where that isn't known. */
  costOf(turn: TurnRecord): number | null;
  turnRecords(): { readonly waiting: number; readonly dropped: number; readonly lost: number };
  /** Whether the store answers. Never rejects. */
  storeAnswers(): Promise<boolean>;
}

export interface ObservedWorkers {
  /** Those that can carry turns. */
  readonly up: number;
  readonly exits: number;
  readonly cut: number;
  readonly each: readonly {
    readonly id: string;
    readonly cpuSeconds: number;
    readonly memoryBytes: number;
  }[];
}

const circuits = ['closed', 'half_open', 'open'] as const;

/** Registers what is read at the moment somebody asks. */
export function registerStateMetrics(
  registry: Registry,
  labels: LabelLimit,
  state: ObservedState,
): void {
  const build = new Gauge({
    name: 'jackfield_build_info',
    help: 'Always 1: the version that runs.',
    labelNames: ['version'],
    registers: [],
  });
  build.set({ version: state.version }, 1);
  registry.registerMetric(build);
  gauge('jackfield_turns_in_flight', 'Turns under way.', () => state.load().turns);
  registry.registerMetric(
    new Counter({
      name: 'jackfield_turns_refused_total',
      help: 'Turns that were not begun. reason: full (too many under way) or late (the event loop came late), with 503 overloaded; budget (the agent has spent its budget) or key_limit (its key has made its requests a minute), with 429.',
      labelNames: ['reason'],
      registers: [],
      collect() {
        this.reset();
        for (const [reason, turns] of Object.entries(state.load().refused)) {
          this.inc({ reason }, turns);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'jackfield_circuit_state',
      help: '1 for the state a model’s circuit is in, 0 for the others. state: closed, half_open or open; of several credentials of one model the worst counts.',
      labelNames: ['model', 'state'],
      registers: [],
      collect() {
        this.reset();
        for (const [model, worst] of worstCircuits(labels, state.modelHealth())) {
          for (const each of circuits) this.set({ model, state: each }, each === worst ? 1 : 0);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'jackfield_attempts_in_flight',
      help: 'Attempts under way.',
      labelNames: ['model'],
      registers: [],
      collect() {
        this.reset();
        for (const { model, inFlight } of state.modelHealth()) {
          this.inc({ model: labels.ofModel(model, 'none').model }, inFlight);
        }
      },
    }),
  );
  gauge('jackfield_config_version', 'The version of the configuration that turns use.', () =>
    state.configVersion(),
  );
  gauge(
    'jackfield_workers',
    'Workers that can carry turns; 0 where the program’s one process does.',
    () => state.workers()?.up ?? 0,
  );
  counter(
    'jackfield_worker_exits_total',
    'Workers that ended by themselves or were killed, and were started again.',
    () => state.workers()?.exits ?? 0,
  );
  counter(
    'jackfield_worker_answers_cut_total',
    'Answers under way in workers that ended: their callers saw a broken connection.',
    () => state.workers()?.cut ?? 0,
  );
  registry.registerMetric(
    new Counter({
      name: 'jackfield_worker_cpu_seconds_total',
      help: 'Processor time of a worker since it started. The metrics of the process below are the main process’s.',
      labelNames: ['worker'],
      registers: [],
      collect() {
        this.reset();
        for (const { id, cpuSeconds } of state.workers()?.each ?? []) {
          this.inc({ worker: id }, cpuSeconds);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'jackfield_worker_resident_memory_bytes',
      help: 'Memory of a worker.',
      labelNames: ['worker'],
      registers: [],
      collect() {
        this.reset();
        for (const { id, memoryBytes } of state.workers()?.each ?? []) {
          this.set({ worker: id }, memoryBytes);
        }
      },
    }),
  );
  gauge(
    'jackfield_turn_records_waiting',
    'Turns whose records wait in memory until the store takes them.',
    () => state.turnRecords().waiting,
  );
  registry.registerMetric(
    new Counter({
      name: 'jackfield_turn_records_dropped_total',
      help: 'Turns that are not in the turn log, since the installation was made. reason: full (the store took none for too long) or killed (the program was killed before it could).',
      labelNames: ['reason'],
      registers: [],
      collect() {
        const { dropped, lost } = state.turnRecords();
        this.reset();
        this.inc({ reason: 'full' }, dropped);
        this.inc({ reason: 'killed' }, lost);
      },
    }),
  );
  gauge('jackfield_store_up', '1 while the store answers, else 0.', async () =>
    (await state.storeAnswers()) ? 1 : 0,
  );

  function counter(name: string, help: string, read: () => number): void {
    registry.registerMetric(
      new Counter({
        name,
        help,
        registers: [],
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    );
  }

  function gauge(name: string, help: string, read: () => number | Promise<number>): void {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          this.set(await read());
        },
      }),
    );
  }
}

function worstCircuits(
  labels: LabelLimit,
  health: readonly ModelHealth[],
): Map<string, ModelHealth['circuit']> {
  const worst = new Map<string, ModelHealth['circuit']>();
  for (const { model: id, circuit } of health) {
    const { model } = labels.ofModel(id, 'none');
    const before = circuits.indexOf(worst.get(model) ?? 'closed');
    worst.set(model, circuits[Math.max(before, circuits.indexOf(circuit))] ?? circuit);
  }
  return worst;
}
