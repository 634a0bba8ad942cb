// What recording turns costs them, and how fast a year of them is read. Writes bench/RESULTS.md.
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { heard } from './ask.ts';
import { atRate, carryTurn, isWhole } from './carry-turn.ts';
import { fillTurnRecords } from './fill-turn-records.ts';
import { connectModel, makeAgent, startProgram, type BenchProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '300' },
    turns: { type: 'string', default: '10000000' },
    kept: { type: 'string', default: '1000000' },
  },
});
const [seconds, rate] = [Number(values.seconds), Number(values.rate)];
const rounds = 20;
const [turns, kept] = [Number(values.turns), Number(values.kept)];

const [loadBefore = 0] = loadavg();
const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-bench-'));
const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const environment = { JACKFIELD_ALLOW_ENDPOINTS: endpoint };

/** CPU time of a process so far, in µs: user and system, in ticks of 10 ms (proc(5)). */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function load(program: BenchProgram, key: string) {
  const agent = new Agent({ keepAlive: true });
  const carry = () => carryTurn({ port: program.port, key, message: 'ok', agent });
  await atRate(rate, 3, carry);
  const before = await cpuOf(program.pid);
  const carried = await atRate(rate, seconds, carry);
  const cpu = (await cpuOf(program.pid)) - before;
  agent.destroy();
  const times = carried.map(({ ms }) => ms);
  const failed = carried.filter((one) => !isWhole(one)).length;
  return { turns: carried.length, failed, cpu: cpu / carried.length, times };
}

type Loaded = Awaited<ReturnType<typeof load>>;

function line(name: string, { turns: count, failed, cpu, times }: Loaded): string {
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  const longest = percentile(times, 1);
  return `| ${name} | ${count} | ${failed} | ${cpu.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${longest.toFixed(0)} |`;
}

const empty = await startProgram(environment, dataDir);
const model = await connectModel(empty, url);
const { key } = await makeAgent(empty, { model });
const atFirst = await load(empty, key);
await empty.stop();
fillTurnRecords(join(dataDir, 'jackfield.db'), { turns, kept, now: Date.now() });

const full = await startProgram(environment, dataDir);
const withMany = await load(full, key);

const year = new Date(Date.now() - 365 * 86_400_000).toISOString();
const month = new Date(Date.now() - 31 * 86_400_000).toISOString();
const questions: [name: string, path: string][] = [
  ['a year by day', `/usage?by=day&from=${year}`],
  ['a year by agent', `/usage?by=agent&from=${year}`],
  ['a year by model and day', `/usage?by=model,day&from=${year}`],
  ['a year of one agent, by day', `/usage?by=day&from=${year}&agentId=agt_bench0`],
  ['a month by hour', `/usage?by=hour&from=${month}`],
  ['the last 7 days by agent and model', '/usage'],
  ['the newest 50 turns', '/turns'],
  ['the newest 50 of one agent', '/turns?agentId=agt_bench0'],
  ['the newest 50 that failed', '/turns?outcome=failed'],
  ['the newest 50 of one agent that failed', '/turns?outcome=failed&agentId=agt_bench0'],
];
const cpuTimes = async (work: () => Promise<unknown>): Promise<number> => {
  const before = await cpuOf(full.pid);
  await work();
  return ((await cpuOf(full.pid)) - before) / 1_000;
};
const answers: string[] = [];
for (const [name, path] of questions) {
  const times: number[] = [];
  const cpu = await cpuTimes(async () => {
    for (let round = 0; round < rounds; round += 1) {
      const at = performance.now();
      await full.api('GET', path);
      times.push(performance.now() - at);
    }
  });
  answers.push(
    `| ${name} | ${(cpu / rounds).toFixed(1)} | ${percentile(times, 0.5).toFixed(1)} | ${percentile(times, 1).toFixed(1)} |`,
  );
}
const agent = new Agent({ keepAlive: true });
const asking = new AbortController();
const asked = (async () => {
  while (!asking.signal.aborted) await full.api('GET', `/usage?by=day&from=${year}`);
})();
const meanwhile = await atRate(100, 10, () =>
  carryTurn({ port: full.port, key, message: 'ok', agent }),
);
asking.abort();
await asked;
agent.destroy();
const slowed = meanwhile.map(({ ms }) => ms);

writeResult(
  'What recording turns costs, and how fast a year of them is read',
  `\`npm run bench:turn-records\`: ${rate} turns a second for ${seconds} s, each a streamed answer in one write; CPU time of the whole
process by the kernel. Load of the machine when it began: ${loadBefore.toFixed(1)} on ${cpus().length} cores. Then ${turns.toLocaleString('en')} turns of a year are put into the store as what they came to (20 agents, 3 models
each), the newest ${kept.toLocaleString('en')} of them also one by one. ${machine()}

| store | turns | failed | CPU, µs a turn | turn p50, ms | p99 | longest |
|---|---|---|---|---|---|---|
${line('empty', atFirst)}
${line('filled', withMany)}

| read over REST, ${rounds} times | CPU, ms | median, ms | longest, ms |
|---|---|---|---|
${answers.join('\n')}

While the year by day is read again and again, 100 turns a second take ${percentile(slowed, 0.5).toFixed(1)} ms at the median and ${percentile(slowed, 0.99).toFixed(1)} ms at the 99th percentile.`,
);
await full.stop();
upstream.kill();
await rm(dataDir, { recursive: true, force: true });
