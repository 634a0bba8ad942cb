// The benchmark beside its peers: nginx, a bare relay of Node's parts, Jackfield with everything on, and
// other gateways, in one run on the same two cores: the subject on one, the load generator and the fake
// upstream on the other. `-- --quick` for a fast pass that writes nothing.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeCosts } from './costs.ts';
import { installPeers, type MissingPeer, type Peer } from './peers.ts';
import { processCost } from './process-cost.ts';
import { Bench, target } from './side-by-side-measure.ts';
import { measureAgents, type WithAgents } from './side-by-side-agents.ts';
import {
  names,
  reportSideBySide,
  sideBySideText,
  type Cost,
  type Growing,
  type Latency,
  type Memory,
  type Results,
} from './side-by-side-report.ts';
import { bareRelay, jackfield, peerSubject, type Subject } from './side-by-side-subjects.ts';
import { percentile } from './write-result.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** Names of the subjects to measure, as a pattern. */
    only: { type: 'string', default: '' },
    /** Letters of the stages: cost, latency, history, connections, memory, agents. */
    stages: { type: 'string', default: 'clhnma' },
  },
});
const quick = values.quick;
const only = new RegExp(values.only, 'i');
const rounds = quick ? 3 : 5;
const turnsMs = quick ? 1_000 : 2_000;
const warmUpMs = quick ? 4_000 : 10_000;
/** The same load goes ahead of each measurement, not counted: whoever was measured before has left caches and idle compilers behind. */
const runUpMs = 1_000;
const streamChunks = 200;
const gapMs = 10;
const [subjectCore, loadCore] = ['0', '1'];
/** What upstream and load generator manage on their core. */
const turnsPerSecondMax = 9_000;
const chunksPerSecondMax = 30_000;
const shortStream = { chunks: 50, gapMs, held: false };

if (cpus().length < 2 || spawnSync('taskset', ['--version']).error) {
  process.stderr.write('This benchmark needs two cores and taskset (Debian: util-linux).\n');
  process.exit(2);
}

// What is measured has its core to itself.
spawnSync('taskset', ['-pc', loadCore, String(process.pid)]);
const bench = await Bench.start(loadCore);
const loadBefore = loadavg()[0] ?? 0;
/** What was started and has to be stopped, whatever happens. */
const stops: (() => Promise<void>)[] = [];
const missing: MissingPeer[] = [];
const subjects: Subject[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().finally(() => process.exit(130)));
}
try {
  await start();
  const results = await measure();
  if (quick) say(sideBySideText(results));
  else {
    reportSideBySide(results);
    writeCosts(results, rounds);
  }
} finally {
  await stopAll();
  bench.stop();
}

/** In the order of the table: the limit first, then Node's own, then ours, then other gateways. */
async function start(): Promise<void> {
  const found: Subject[] = [];
  const keep = (subject: Subject): void => {
    stops.push(() => subject.stop());
    found.push(subject);
  };
  const [nginx, ...gateways] = await installPeers();
  const startFound = async (peer: Peer | MissingPeer | undefined): Promise<void> => {
    if (peer === undefined) return;
    if ('problem' in peer) missing.push(peer);
    else if (only.test(peer.name)) {
      await peerSubject(peer, bench.upstream, subjectCore).then(keep, (error: Error) => {
        missing.push({ name: peer.name, problem: error.message });
      });
    }
  };
  await startFound(nginx);
  keep(await bareRelay(bench.upstream, subjectCore));
  const { program, subjects: ours } = await jackfield(bench.upstream, subjectCore);
  stops.push(async () => {
    await program.stop();
    await program.remove();
  });
  found.push(...ours);
  for (const gateway of gateways) await startFound(gateway);
  subjects.push(...found.filter(({ name }) => only.test(name)));
  say(`measuring ${subjects.map(({ name }) => name).join(', ')}`);
  for (const { name, problem } of missing) say(`without ${name}: ${problem}`);
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

async function measure(): Promise<Results> {
  // Before anything else has made their heaps grow.
  const memory = await stage('m', measureMemory);
  const costs = await stage('c', measureCosts);
  const latencies = await stage('l', () => measureLatencies(costs));
  const history = await stage('h', measureHistory);
  const connections = await stage('n', measureConnections);
  const kept = memory.map((one) => {
    const pid = subjects.find(({ name }) => name === one.name)?.pid;
    return pid === undefined ? one : { ...one, busyKb: processCost(pid).residentKb };
  });
  await stopAll();
  const agents = await stage('a', measureManyAgents);
  return {
    loadBefore,
    subjects,
    missing,
    costs,
    latencies,
    history,
    connections,
    memory: kept,
    agents,
  };
}

async function stage<Result>(letter: string, measure: () => Promise<Result[]>): Promise<Result[]> {
  return values.stages.includes(letter) ? measure() : [];
}

async function measureManyAgents(): Promise<WithAgents[]> {
  const found: WithAgents[] = [];
  for (const count of quick ? [1, 100_000] : [1, 1_000, 100_000]) {
    const one = await measureAgents(bench, subjectCore, count, quick ? 3_000 : 8_000);
    found.push(one);
    say(JSON.stringify(one));
  }
  return found;
}

/** CPU per turn and per chunk: the subjects in turn within a round, so that all meet the same machine. */
async function measureCosts(): Promise<Cost[]> {
  const samples = new Map(
    subjects.map(({ name }) => [
      name,
      {
        turn: Array<number>(),
        chunk: Array<number>(),
        perSecond: Array<number>(),
        share: Array<number>(),
      },
    ]),
  );
  const failures = new Map<string, string | null>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const subject of subjects) {
      const mine = samples.get(subject.name);
      const isWarmUp = round === 0;
      // Compilers go on for tens of thousands of turns.
      const ms = isWarmUp ? warmUpMs : turnsMs;
      const sent = target(subject, false);
      const work = { kind: 'closed', target: sent, atOnce: 32, connections: 32 } as const;
      await bench.run(subject, { ...work, ms: runUpMs });
      const turns = await bench.run(subject, { ...work, ms });
      await bench.pace({ chunks: streamChunks, gapMs, held: false });
      // They end by themselves: the last ones begin within this time.
      const streams = await bench.run(subject, {
        kind: 'closed',
        target: target(subject, true),
        atOnce: subject.streams,
        connections: subject.streams,
        ms: 10,
      });
      await bench.closeConnections();
      if (isWarmUp || mine === undefined) continue;
      mine.turn.push(turns.cpu / turns.turns);
      mine.perSecond.push((turns.turns / turns.ms) * 1_000);
      mine.share.push(turns.share);
      mine.chunk.push(streams.tokens > 0 ? streams.cpu / streams.tokens : Number.NaN);
      failures.set(subject.name, streams.failed > 0 ? streams.failure : null);
      say(
        `round ${round} ${subject.name}: ${(turns.cpu / turns.turns).toFixed(1)} µs a turn (${((turns.turns / turns.ms) * 1_000).toFixed(0)}/s, ${(turns.share * 100).toFixed(0)} %), ${(streams.cpu / streams.tokens).toFixed(2)} µs a chunk (${streams.tokens} in ${streams.ms.toFixed(0)} ms)`,
      );
    }
  }
  return [...samples].map(([name, { turn, chunk, perSecond, share }]) => ({
    name,
    turn: percentile(turn, 0.5),
    chunk: percentile(chunk, 0.5),
    turns: [Math.min(...turn), Math.max(...turn)],
    chunks: [Math.min(...chunk), Math.max(...chunk)],
    perSecond: Math.max(...perSecond),
    share: percentile(share, 0.5),
    streamFailure: failures.get(name)?.slice(0, 34).trim() ?? null,
    streams: subjects.find((each) => each.name === name)?.streams ?? 0,
  }));
}

/** Beside the same turns sent to the upstream itself. */
async function measureLatencies(costs: readonly Cost[]): Promise<Latency[]> {
  const found: Latency[] = [];
  const ms = quick ? 2_000 : 4_000;
  await bench.pace(shortStream);
  for (const cost of costs) {
    const subject = subjects.find(({ name }) => name === cost.name);
    if (subject === undefined) continue;
    const direct = { ...subject, port: Number(new URL(bench.upstream).port) };
    for (const load of [0.2, 0.5, 0.8]) {
      const turnRate = Math.min((load * 1e6) / cost.turn, turnsPerSecondMax);
      const streamCost =
        cost.streamFailure === null ? cost.turn + shortStream.chunks * cost.chunk : Infinity;
      const streamRate = Math.min(
        (load * 1e6) / streamCost,
        chunksPerSecondMax / shortStream.chunks,
      );
      const at = async (who: Subject | null, streamed: boolean, perSecond: number) => {
        const sent = target(who ?? direct, streamed);
        const work = { kind: 'open', target: sent, perSecond, seed: 7 } as const;
        await bench.run(who, { ...work, ms: runUpMs });
        return bench.run(who, { ...work, ms });
      };
      const turns = await at(subject, false, turnRate);
      const streams = await at(subject, true, streamRate);
      await bench.closeConnections();
      const plainTurns = await at(null, false, turnRate);
      const plainStreams = await at(null, true, streamRate);
      await bench.closeConnections();
      const one: Latency = {
        name: subject.name,
        load,
        turnRate,
        streamRate,
        failed: turns.failed + streams.failed,
        turn: added(turns.turn, plainTurns.turn),
        firstToken: added(streams.firstToken, plainStreams.firstToken),
        transit: added(streams.transit, plainStreams.transit),
      };
      found.push(one);
      say(
        `${subject.name} at ${load * 100} %: ${turnRate.toFixed(0)} turns/s +${pair(one.turn)}; ${streamRate.toFixed(0)} streams/s, first token +${pair(one.firstToken)}, between +${pair(one.transit)} µs`,
      );
    }
  }
  return found;
}

async function measureMemory(): Promise<Memory[]> {
  const levels = quick ? [1, 1_000] : [1, 100, 1_000, 9_000];
  const found: Memory[] = [];
  await bench.pace({ ...shortStream, held: true });
  // Jackfield is two subjects of one process; its connection may have more under way than a model's default.
  for (const subject of subjects.filter(({ name }) => name !== names.ours)) {
    const idleKb = processCost(subject.pid).residentKb;
    await bench.run(subject, { kind: 'hold', target: target(subject, true), streams: 50 });
    await bench.closeConnections();
    await pause(1_000);
    const baseKb = processCost(subject.pid).residentKb;
    const held: { streams: number; kb: number }[] = [];
    // Others are not built for so many; a hundred say what one costs.
    const most = subject.streams < 200 ? 100 : Number.POSITIVE_INFINITY;
    let begun = 0;
    for (const level of levels.filter((each) => each <= most)) {
      const work = { kind: 'hold', target: target(subject, true), streams: level - begun } as const;
      const { failed } = await bench.run(subject, work);
      begun = level;
      await pause(quick ? 1_000 : 3_000);
      if (failed > 0) break;
      held.push({ streams: level, kb: processCost(subject.pid).residentKb - baseKb });
    }
    await bench.closeConnections();
    await pause(1_000);
    const name = subject.name === names.connection ? names.ours : subject.name;
    found.push({ name, idleKb, busyKb: idleKb, held });
    say(`${name}: idle ${idleKb} kB, held ${JSON.stringify(held)}`);
  }
  await bench.pace(shortStream);
  return found;
}

async function measureHistory(): Promise<Growing[]> {
  return grow([1_000, 10_000, 100_000, 1_000_000], (subject, bytes) => ({
    kind: 'closed',
    target: target(subject, false, bytes),
    atOnce: 4,
    connections: 4,
    ms: turnsMs,
  }));
}

async function measureConnections(): Promise<Growing[]> {
  return grow(quick ? [32, 1_000] : [32, 1_000, 9_000], (subject, connections) => ({
    kind: 'closed',
    target: target(subject, false),
    atOnce: 32,
    connections,
    ms: connections > 1_000 ? 3 * turnsMs : turnsMs,
  }));
}

/** CPU per turn as one thing grows. */
async function grow(
  levels: readonly number[],
  work: (subject: Subject, level: number) => Parameters<Bench['run']>[1],
): Promise<Growing[]> {
  const found: Growing[] = [];
  for (const subject of subjects.filter(({ streams }) => streams === 200)) {
    const points: { at: number; turn: number }[] = [];
    for (const level of levels) {
      // The first opens the connections, and has what is new compiled.
      await bench.run(subject, work(subject, level));
      const done = await bench.run(subject, work(subject, level));
      points.push({ at: level, turn: done.cpu / done.turns });
      await bench.closeConnections();
    }
    found.push({ name: subject.name, points });
    say(
      `${subject.name}: ${points.map(({ at, turn }) => `${at}: ${turn.toFixed(1)} µs`).join(', ')}`,
    );
  }
  return found;
}

function added(one: Latency['turn'], plain: Latency['turn']): Latency['turn'] {
  return { p50: one.p50 - plain.p50, p99: one.p99 - plain.p99 };
}

function pair({ p50, p99 }: Latency['turn']): string {
  return `${p50.toFixed(0)}/${p99.toFixed(0)}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
