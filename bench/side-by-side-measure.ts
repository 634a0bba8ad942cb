import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask, heard } from './ask.ts';
import { processCost } from './process-cost.ts';
import type { Done, Target, Work } from './side-by-side-load.ts';
import type { Subject } from './side-by-side-subjects.ts';
import type { Pace } from './side-by-side-upstream.ts';

/** What was done, and what it took of the subject's process. */
export interface Measured extends Done {
  /** CPU time of the subject, in microseconds. */
  readonly cpu: number;
  /** Share of one core that the subject used. */
  readonly share: number;
}

const looks = 3;
const lookMs = 2_000;

/** Upstream and load generator, each a process of its own, on the core that no subject uses. */
export class Bench {
  readonly #upstream: ChildProcess;
  readonly #load: ChildProcess;
  /** The upstream's origin. */
  readonly upstream: string;

  static async start(cores: string): Promise<Bench> {
    const upstream = spawnPinned('side-by-side-upstream.ts', cores);
    const { port } = await heard<{ port: number }>(upstream);
    return new Bench(upstream, spawnPinned('side-by-side-load.ts', cores), port);
  }

  private constructor(upstream: ChildProcess, load: ChildProcess, port: number) {
    this.#upstream = upstream;
    this.#load = load;
    this.upstream = `http://127.0.0.1:${port}`;
  }

  async pace(pace: Pace): Promise<void> {
    await ask(this.#upstream, pace);
  }

  /** Without what the measuring itself needs; a turn that broke is told, not hidden. */
  async run(subject: Pick<Subject, 'name' | 'pid'> | null, work: Work): Promise<Measured> {
    const before = subject === null ? 0 : processCost(subject.pid).cpu;
    const startedAt = performance.now();
    const done = await ask<Done>(this.#load, work);
    const cpu = (subject === null ? 0 : processCost(subject.pid).cpu) - before;
    const share = cpu / ((performance.now() - startedAt) * 1_000);
    if (done.failed > 0) {
      process.stdout.write(
        `  ${subject?.name ?? 'direct'}: ${done.failed} of ${done.turns} turns failed: ${done.failure?.split('\r\n', 1)[0]}\n`,
      );
    }
    return { ...done, cpu, share };
  }

  /**
   * So many turns a second that `subject`, which is warm, takes this share of its core when they come by chance, as callers
   * do: they are fewer to a round of the event loop than those of callers who wait for each other, and cost more.
   *
   * @param cost Of a turn of those who wait, in microseconds.
   */
  async rateAt(share: number, subject: Subject, sent: Target, cost: number): Promise<number> {
    const most = (share * 1e6) / cost;
    let perSecond = most / 2;
    for (let look = 0; look < looks; look += 1) {
      const work = { kind: 'open', target: sent, perSecond, ms: lookMs, seed: look } as const;
      const { cpu, turns } = await this.run(subject, work);
      perSecond = Math.min(most, (share * 1e6 * turns) / cpu);
    }
    return perSecond;
  }

  /** CPU time of upstream and load generator, in microseconds. */
  costOfOthers(): number {
    return [this.#upstream, this.#load].reduce(
      (sum, { pid }) => sum + processCost(pid ?? 0).cpu,
      0,
    );
  }

  async closeConnections(): Promise<void> {
    await ask(this.#load, { kind: 'close' });
  }

  stop(): void {
    this.#upstream.kill();
    this.#load.kill();
  }
}

function spawnPinned(file: string, cores: string): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn('taskset', ['-c', cores, process.execPath, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** A turn with a history of so many bytes. */
export function target(
  subject: Pick<Subject, 'port' | 'headers'>,
  streamed: boolean,
  historyBytes = 1_000,
): Target {
  const messages: { role: string; content: string }[] = [];
  const sentence = 'The caller asks for the line to Bristol, and is told "two minutes".\n';
  const messageBytes = 400;
  for (let bytes = 0; bytes < historyBytes; bytes += messageBytes + 35) {
    const role = messages.length % 2 === 0 ? 'user' : 'assistant';
    messages.push({ role, content: sentence.repeat(9).slice(0, messageBytes) });
  }
  messages.push({ role: 'user', content: 'Which line is free?' });
  return {
    port: subject.port,
    path: '/v1/chat/completions',
    headers: subject.headers,
    body: JSON.stringify({
      model: 'default',
      stream: streamed,
      temperature: 0.5,
      messages,
    }),
  };
}
