// How soon a save is live on three gateways that share a PostgreSQL, what 100,000 agents cost, and what
// a minute without the database does. Writes bench/RESULTS.md.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { emptyDatabase, runSql, startPostgres } from '@jackfield/test-postgres';
import { heard } from './ask.ts';
import { atRate, carryTurn, isWhole } from './carry-turn.ts';
import { processCost } from './process-cost.ts';
import { connectModel, makeAgent, startProgram, type BenchProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const saves = Number(process.argv[2] ?? 300);
const manySaves = Math.max(20, saves / 5);
const many = 100_000;
const goneSeconds = Number(process.argv[3] ?? 60);
const perSecond = 50;

const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const server = await startPostgres();
const databaseUrl = await emptyDatabase(server.url, 'bench');
const environment = {
  JACKFIELD_DATABASE_URL: databaseUrl,
  JACKFIELD_MASTER_KEY: randomBytes(32).toString('base64'),
  JACKFIELD_ALLOW_ENDPOINTS: endpoint,
  JACKFIELD_LOG_LEVEL: 'warn',
};
const control = await startProgram(environment, undefined, null, 'control');
const startGateway = (): Promise<BenchProgram> =>
  startProgram(environment, undefined, null, 'gateway');
let gateways = await Promise.all([startGateway(), startGateway(), startGateway()]);
const model = await connectModel(control, url);
const setting = (revision: number): object => ({ model, parameters: { max_tokens: revision } });
const { id, key } = await makeAgent(control, setting(1));
const agent = new Agent({ keepAlive: true });
let revision = 1;

/** Milliseconds from the save's request until the last gateway carries a turn by it. */
async function saveAndWait(): Promise<{ save: number; live: number }> {
  revision += 1;
  const wanted = String(revision);
  const startedAt = performance.now();
  const saved = control
    .api('PUT', `/agents/${id}/model-setting`, setting(revision))
    .then(() => performance.now() - startedAt);
  const lives = gateways.map(async ({ port }) => {
    for (;;) {
      const { headers } = await carryTurn({ port, key, message: 'fast', agent });
      if (headers['x-jackfield-revision'] === wanted) return performance.now() - startedAt;
      await pause(4);
    }
  });
  return { save: await saved, live: Math.max(...(await Promise.all(lives))) };
}

async function measure(count: number): Promise<string> {
  await saveAndWait();
  const times: { save: number; live: number }[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    times.push(await saveAndWait());
    // Saves of people, not of a loop: the next one finds everybody at rest.
    await pause(20);
  }
  const shown = (values: number[]): string =>
    [0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(0)).join(', ');
  return `${count} | ${shown(times.map(({ save }) => save))} | ${shown(times.map(({ live }) => live))}`;
}

interface Start {
  readonly seconds: number;
  /** Of its own process, without the database's. */
  readonly cpuSeconds: number;
}

/** What a gateway takes from the start of its process until it is ready. */
async function measureStart(): Promise<Start> {
  const startedAt = performance.now();
  const program = await startGateway();
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuSeconds = processCost(program.pid).cpu / 1e6;
  await program.stop();
  await program.remove();
  return { seconds, cpuSeconds };
}

/** The median of three. */
async function medianStart(): Promise<Start> {
  const starts = [await measureStart(), await measureStart(), await measureStart()];
  return {
    seconds: percentile(
      starts.map(({ seconds }) => seconds),
      0.5,
    ),
    cpuSeconds: percentile(
      starts.map(({ cpuSeconds }) => cpuSeconds),
      0.5,
    ),
  };
}

const few = await measure(saves);
const fewStart = await medianStart();
await runSql(
  databaseUrl,
  `insert into agents (id, slug, name, model, revision, created_at, updated_at, project_id)
   select 'agt_' || n, 'agent-' || n, 'Agent ' || n, model, 1, n, n, project_id
   from agents, generate_series(1, ${many}) n where id = $1`,
  [id],
);
await runSql(
  databaseUrl,
  `insert into model_settings (agent_id, revision, setting, saved_at, saved_by)
   select 'agt_' || n, 1, setting, 0, 'bench'
   from model_settings, generate_series(1, ${many}) n where agent_id = $1 and revision = 1`,
  [id],
);
await runSql(
  databaseUrl,
  `insert into agent_keys (id, agent_id, hash, name, hint, created_at)
   select 'key_' || n, 'agt_' || n, encode(sha256(n::text::bytea), 'hex'), 'Key', 'abcd', 0
   from generate_series(1, ${many}) n`,
);
await runSql(databaseUrl, 'analyze');
// These rows came past the program: who is there starts anew to see them.
for (const gateway of gateways) await gateway.stop();
gateways = await Promise.all([startGateway(), startGateway(), startGateway()]);
await control.api('POST', '/keys/rotate', { dataKey: true });
const lots = await measure(manySaves);
const lotsStart = await medianStart();

const loadBegins = performance.now();
const turns = atRate(perSecond, goneSeconds + 15, async (index) => {
  const at = (performance.now() - loadBegins) / 1_000;
  const gateway = index % gateways.length;
  const port = gateways[gateway]?.port ?? 0;
  return { at, gateway, ...(await carryTurn({ port, key, message: 'fast', agent })) };
});
await pause(2_000);
await server.stop();
const goneAt = performance.now();
let refused = 0;
while (performance.now() - goneAt < goneSeconds * 1_000) {
  const took = await control.api('PUT', `/agents/${id}/model-setting`, setting(revision)).then(
    () => true,
    () => false,
  );
  if (took) throw new Error('A save was taken without a database.');
  refused += 1;
  await pause(250);
}
await server.start();
const backAt = performance.now();
for (;;) {
  try {
    await saveAndWait();
    break;
  } catch {
    revision -= 1;
    await pause(50);
  }
}
const recovery = performance.now() - backAt;
const carried = await turns;
const failures = carried
  .filter((one) => !isWhole(one))
  .map(({ at, gateway, status, text, broke, ms }) => ({
    at: `${at.toFixed(1)} s, gateway ${gateway}, after ${ms.toFixed(0)} ms`,
    what: broke ?? /"code":"(\w+)"/.exec(text)?.[1] ?? String(status),
    text: text.slice(-300),
  }));
const failed = failures.length;
const failedWhy =
  failed === 0 ? '' : ` (${[...new Set(failures.map(({ what }) => what))].join(', ')})`;
if (failed > 0) {
  const times = [goneAt, backAt].map((at) => ((at - loadBegins) / 1_000).toFixed(1));
  process.stdout.write(`Failed turns; the database was away from ${times.join(' s to ')} s:\n`);
  for (const { at, what, text } of failures) process.stdout.write(`${at}: ${what} ${text}\n`);
  for (const [index, gateway] of gateways.entries()) {
    process.stdout.write(`Gateway ${index} logged last:\n${gateway.lastWords()}\n`);
  }
}

writeResult(
  'From a save to every gateway',
  `\`npm run bench:propagation\`: one control plane and three gateways, a process each, on one PostgreSQL; from the request of a save until
the last of the three carries a turn by it. ${machine()} Load average of the machine, with all else that ran on it, at the end:
${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} cores.

| agents | saves | a save answered, ms: median, 99th, most | live on all three, ms: median, 99th, most | a gateway's start, s | of it CPU, s |
|---|---|---|---|---|---|
| 1 | ${few} | ${fewStart.seconds.toFixed(1)} | ${fewStart.cpuSeconds.toFixed(1)} |
| ${many.toLocaleString('en')} | ${lots} | ${lotsStart.seconds.toFixed(1)} | ${lotsStart.cpuSeconds.toFixed(1)} |

The whole load of ${many.toLocaleString('en')} agents adds ${(lotsStart.seconds - fewStart.seconds).toFixed(1)} s to a start, ${(lotsStart.cpuSeconds - fewStart.cpuSeconds).toFixed(1)} s of it CPU of its own.

PostgreSQL stopped for ${goneSeconds} s under ${perSecond} turns a second: ${carried.length} turns, ${failed} failed${failedWhy}; ${refused} saves, all
refused; the first save after its return was live on all three after ${(recovery / 1_000).toFixed(1)} s.`,
);
agent.destroy();
for (const program of [...gateways, control]) {
  await program.stop();
  await program.remove();
}
await server.close();
upstream.kill();
if (failed > 0) process.exitCode = 1;
