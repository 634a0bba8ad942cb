import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeManyAgents } from './many-agents.ts';
import { processCost } from './process-cost.ts';
import { target, type Bench } from './side-by-side-measure.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { watchInside } from './watch-inside.ts';

/** What Jackfield with so many agents costs, and how long it keeps everything else waiting. */
export interface WithAgents {
  readonly agents: number;
  /** CPU per turn, in microseconds. */
  readonly turn: number;
  readonly residentKb: number;
  /** From the start of the process until it is ready, in milliseconds. */
  readonly startMs: number;
  /** The event loop's delay at 80 % load, in milliseconds. */
  readonly loop: Readonly<Record<'alone' | 'largeRequests' | 'saves', LoopDelay>>;
}

export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How often what is named happened meanwhile. */
  readonly times: number;
}

export async function measureAgents(
  bench: Bench,
  cores: string,
  agents: number,
  ms: number,
): Promise<WithAgents> {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-bench-'));
  const environment = {
    OPENAI_BASE_URL: `${bench.upstream}/v1`,
    OPENAI_API_KEY: 'sk-bench',
    JACKFIELD_ALLOW_ENDPOINTS: new URL(bench.upstream).host,
  };
  const first = await startProgram(environment, folder);
  await connectModel(first, `${bench.upstream}/v1`);
  const agent = await makeAgent(first, { model: 'openai/gpt-4o-mini' });
  await first.stop();
  const key = agents === 1 ? agent.key : makeManyAgents(folder, agent.id, agents);
  const inside = watchInside(false);
  const startedAt = performance.now();
  const program = await startProgram({ ...environment, ...inside.environment }, folder, cores);
  const startMs = performance.now() - startedAt;
  const subject = {
    name: `Jackfield with ${agents} agents`,
    version: '',
    pid: program.pid,
    port: program.port,
    headers: { authorization: `Bearer ${key}` },
    streams: 200,
    stop: async () => undefined,
  };
  const turns = { ...target(subject, false) };
  const closed = { kind: 'closed', target: turns, atOnce: 32, connections: 32 } as const;
  await bench.run(subject, { ...closed, ms });
  const cost = await bench.run(subject, { ...closed, ms });
  const perSecond = await bench.rateAt(0.8, subject, turns, cost.cpu / cost.turns);
  const under = async (beside: () => Promise<number>): Promise<LoopDelay> => {
    let times = 0;
    const { loopDelay } = await inside.during(program.pid, async () => {
      const load = bench.run(subject, { kind: 'open', target: turns, perSecond, ms, seed: 3 });
      times = await beside();
      await load;
    });
    return { ...loopDelay, times };
  };
  const large = target(subject, false, 1_900_000);
  const again = async (everyMs: number, step: (time: number) => Promise<unknown>) => {
    const until = performance.now() + ms - everyMs;
    let times = 0;
    for (; performance.now() < until; times += 1) {
      await step(times);
      await pause(everyMs);
    }
    return times;
  };
  const loop = {
    alone: await under(async () => 0),
    largeRequests: await under(() =>
      again(200, () =>
        fetch(`http://127.0.0.1:${program.port}${large.path}`, {
          method: 'POST',
          headers: large.headers,
          body: large.body,
        }).then((response) => response.text()),
      ),
    ),
    saves: await under(() =>
      again(200, (time) =>
        program.api('PUT', `/agents/${agent.id}/model-setting`, {
          model: 'openai/gpt-4o-mini',
          parameters: { temperature: time % 2 },
        }),
      ),
    ),
  };
  const { residentKb } = processCost(program.pid);
  await bench.closeConnections();
  await program.stop();
  await program.remove();
  return { agents, turn: cost.cpu / cost.turns, residentKb, startMs, loop };
}
