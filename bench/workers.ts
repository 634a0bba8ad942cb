// What workers bring: turns a second and their cost with one and with two processes that carry them, what
// saves do to the turns under way, and what 100,000 agents cost at a start. Generator and upstream run on
// the same cores. Writes bench/RESULTS.md.
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeManyAgents } from './many-agents.ts';
import { processCost } from './process-cost.ts';
import { Bench, target } from './side-by-side-measure.ts';
import type { Subject } from './side-by-side-subjects.ts';
import { connectModel, makeAgent, startProgram, type BenchProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const loadNow = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1);
const loadBefore = loadNow();
const seconds = Number(process.argv[2] ?? 20);
const atOnce = 128;
const savesPerSecond = 20;
const many = 100_000;

const cores = Array.from({ length: availableParallelism() }, (_, core) => core).join(',');
const bench = await Bench.start(cores);
const endpoint = new URL(bench.upstream).host;

async function start(workers: number, dataDir?: string): Promise<BenchProgram> {
  const environment = {
    JACKFIELD_WORKERS: String(workers),
    JACKFIELD_ALLOW_ENDPOINTS: endpoint,
    JACKFIELD_LOG_LEVEL: 'error',
  };
  return startProgram(environment, dataDir);
}

type Measured = Pick<Subject, 'name' | 'pid' | 'port' | 'headers'>;
const subjectOf = ({ pid, port }: BenchProgram, key: string): Measured => ({
  name: 'Jackfield',
  pid,
  port,
  headers: { authorization: `Bearer ${key}` },
});
const inMs = (micros: number): string => (micros / 1_000).toFixed(1);

interface Carried {
  readonly perSecond: number;
  readonly row: string;
}

/** Turns over and over, so many at once; beside a program that is idle it is what the machine gives. */
async function saturate(workers: number): Promise<Carried> {
  const program = await start(workers);
  const model = await connectModel(program, `${bench.upstream}/v1`);
  const { key } = await makeAgent(program, { model });
  const subject = subjectOf(program, key);
  const work = {
    kind: 'closed',
    target: target(subject, false),
    atOnce,
    connections: atOnce,
  } as const;
  await bench.run(subject, { ...work, ms: 3_000 });
  const before = bench.costOfOthers();
  const run = await bench.run(subject, { ...work, ms: seconds * 1_000 });
  const others = (bench.costOfOthers() - before) / (run.ms * 1_000);
  await bench.closeConnections();
  await program.stop();
  await program.remove();
  const perSecond = run.turns / (run.ms / 1_000);
  const cost = (run.cpu / run.turns).toFixed(0);
  const times = `${inMs(run.turn.p50)}, ${inMs(run.turn.p99)}`;
  const used = `${run.share.toFixed(2)}, ${others.toFixed(2)}`;
  const row = `| ${workers} | ${perSecond.toFixed(0)} | ${run.failed} | ${cost} | ${times} | ${used} |`;
  return { perSecond, row };
}

/** At a rate that leaves room, without saves and beside saves of the very agent that is called. */
async function besideSaves(workers: number, perSecond: number): Promise<string> {
  const program = await start(workers);
  const model = await connectModel(program, `${bench.upstream}/v1`);
  const setting = (revision: number): object => ({ model, parameters: { max_tokens: revision } });
  const { id, key } = await makeAgent(program, setting(1));
  const subject = subjectOf(program, key);
  const work = { kind: 'open', target: target(subject, false), perSecond, seed: 7 } as const;
  await bench.run(subject, { ...work, ms: 3_000 });
  const quiet = await bench.run(subject, { ...work, ms: seconds * 1_000 });
  const saveTimes: number[] = [];
  const over = new AbortController();
  const saving = (async () => {
    for (let revision = 2; !over.signal.aborted; revision += 1) {
      const startedAt = performance.now();
      await program.api('PUT', `/agents/${id}/model-setting`, setting(revision));
      saveTimes.push(performance.now() - startedAt);
      await pause(Math.max(0, 1_000 / savesPerSecond - (performance.now() - startedAt)));
    }
  })();
  const saved = await bench.run(subject, { ...work, ms: seconds * 1_000 });
  over.abort();
  await saving;
  await bench.closeConnections();
  await program.stop();
  await program.remove();
  const times = [quiet, saved].map(({ turn }) => `${inMs(turn.p50)}, ${inMs(turn.p99)}`);
  const failed = quiet.failed + saved.failed;
  const save = [0.5, 0.99].map((share) => percentile(saveTimes, share).toFixed(1)).join(', ');
  return `| ${workers} | ${times.join(' | ')} | ${failed} | ${saveTimes.length} | ${save} |`;
}

/** From the start of a program that has 100,000 agents until it is ready, and one save after the other. */
async function withManyAgents(workers: number, dataDir: string, agentId: string): Promise<string> {
  const startedAt = performance.now();
  const program = await start(workers, dataDir);
  const ready = (performance.now() - startedAt) / 1_000;
  const saveTimes: number[] = [];
  for (let save = 0; save < 50; save += 1) {
    const at = performance.now();
    await program.api('PATCH', `/agents/${agentId}`, { name: `Saved ${workers} ${save}` });
    saveTimes.push(performance.now() - at);
  }
  const memory = processCost(program.pid).residentKb / 1_024;
  await program.stop();
  const save = [0.5, 0.99].map((share) => percentile(saveTimes, share).toFixed(1)).join(', ');
  return `| ${workers} | ${ready.toFixed(1)} | ${memory.toFixed(0)} | ${save} |`;
}

const counts = [1, 2];
const saturated: Carried[] = [];
for (const workers of counts) saturated.push(await saturate(workers));
const rate = Math.round((saturated[0]?.perSecond ?? 0) * 0.3);
const saves: string[] = [];
for (const workers of counts) saves.push(await besideSaves(workers, rate));

const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-bench-'));
const first = await start(1, dataDir);
const model = await connectModel(first, `${bench.upstream}/v1`);
const { id } = await makeAgent(first, { model });
await first.stop();
makeManyAgents(dataDir, id, many);
const lots: string[] = [];
for (const workers of counts) lots.push(await withManyAgents(workers, dataDir, id));
await first.remove();
bench.stop();

writeResult(
  'What workers bring',
  `\`npm run bench:workers\`: turns of 1 kB, answered by 2 kB at once, over ${atOnce} connections for ${seconds} s, each followed by the
next. Load generator and upstream run on the same ${availableParallelism()} cores as the program and take their share of them: so two
workers can't carry twice what one does here, and what tells is the CPU of a turn, which is the program's alone
(main process and workers together). ${machine()}
What else ran on the machine when it began and ended (load average of a minute): ${loadBefore} and ${loadNow()}.

| workers | turns a second | failed | CPU of a turn, µs | a turn, ms: median, 99th | cores used: by the program, by generator and upstream |
|---|---|---|---|---|---|
${saturated.map(({ row }) => row).join('\n')}

Saves beside turns: ${rate} turns a second (3 tenths of what one process carries), first without saves, then while the
called agent's setting is saved ${savesPerSecond} times a second, each save on disk and live on every worker before it answers.

| workers | a turn without saves, ms: median, 99th | beside saves | failed | saves | a save, ms: median, 99th |
|---|---|---|---|---|---|
${saves.join('\n')}

With ${many.toLocaleString('en')} agents: from the start until every worker has them all, the memory of all processes together, and saves.

| workers | ready after, s | memory, MB | a save, ms: median, 99th |
|---|---|---|---|
${lots.join('\n')}`,
);
