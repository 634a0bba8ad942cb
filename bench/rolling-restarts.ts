// What a rolling restart costs: two `jackfield serve` behind HAProxy, restarted one after the other 50
// times while 200 turns a second run. Writes bench/RESULTS.md. Needs haproxy (Debian: apt-get install haproxy).
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fakeCredentials } from '@jackfield/fake-upstream';
import { carryTurn, isWhole, type Carried } from './carry-turn.ts';
import { makeAgent, startProgram, type BenchProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const restarts = Number(process.argv[2] ?? 50);
const perSecond = Number(process.argv[3] ?? 200);
const fakePort = 4194;
const frontPort = 4290;
const statsPort = 4289;
const ports = [4291, 4292];
/** HAProxy asks every 300 ms, and looks elsewhere at the first 503. */
const checkMs = 300;
const drainMs = 3_000;

const haproxy = spawnSync('haproxy', ['-v'], { encoding: 'utf8' });
if (haproxy.error) {
  process.stderr.write(
    'This benchmark needs HAProxy, which is not here. Debian and Ubuntu: apt-get install haproxy\n',
  );
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'jackfield-bench-'));
const fake = spawn(
  process.execPath,
  [
    new URL('../packages/fake-upstream/src/main.ts', import.meta.url).pathname,
    `--port=${fakePort}`,
    '--first-token-ms=50',
    '--gap-ms=10',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
await once(fake.stdout, 'data');

const start = (index: number): Promise<BenchProgram> =>
  startProgram(
    {
      JACKFIELD_PORT: String(ports[index]),
      JACKFIELD_DRAIN_MS: String(drainMs),
      OPENAI_BASE_URL: `http://127.0.0.1:${fakePort}/v1`,
      OPENAI_API_KEY: fakeCredentials.openai,
    },
    join(folder, String(index)),
  );

// Two on SQLite can't share a data folder: the second gets a copy, and with it the same agent and key.
const first = await start(0);
const { key } = await makeAgent(first, { model: 'openai/gpt-4o-mini' });
await first.stop();
await cp(join(folder, '0'), join(folder, '1'), { recursive: true });
const programs = [await start(0), await start(1)];
const balancer = await balance();
const agent = new Agent({ keepAlive: true });

const carried: Carried[] = [];
const under = { way: true };
const load = keepLoad();
await pause(2_000);
const restartMs: number[] = [];
for (let restart = 0; restart < restarts; restart += 1) {
  for (const index of programs.keys()) {
    const at = performance.now();
    await programs[index]?.stop();
    programs[index] = await start(index);
    await seenByBalancer();
    restartMs.push(performance.now() - at);
  }
}
under.way = false;
await load;
report();
agent.destroy();
balancer.kill();
for (const program of programs) {
  await program.stop();
  await program.remove();
}
fake.kill();
await rm(folder, { recursive: true, force: true });

async function balance(): Promise<ChildProcess> {
  const file = join(folder, 'haproxy.cfg');
  const servers = ports.map((port) => `  server s${port} 127.0.0.1:${port} check`);
  await writeFile(
    file,
    `defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout check 5s
frontend stats
  bind 127.0.0.1:${statsPort}
  stats enable
  stats uri /
frontend turns
  bind 127.0.0.1:${frontPort}
  default_backend jackfield
backend jackfield
  option httpchk GET /readyz
  default-server inter ${checkMs} fall 1 rise 1
${servers.join('\n')}
`,
  );
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  await seenByBalancer();
  return child;
}

/** Until the balancer has seen that both are up: only then may the next go down. */
async function seenByBalancer(): Promise<void> {
  for (;;) {
    await pause(checkMs);
    const csv = await fetch(`http://127.0.0.1:${statsPort}/;csv`).then(
      (response) => response.text(),
      () => '',
    );
    if (csv.match(/^jackfield,s\d+,.*,UP,/gm)?.length === ports.length) return;
  }
}

async function keepLoad(): Promise<void> {
  const startedAt = performance.now();
  const turns: Promise<unknown>[] = [];
  while (under.way) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    while (turns.length < due) {
      turns.push(
        carryTurn({ port: frontPort, key, message: '[words: 20] Hello', agent }).then((one) => {
          carried.push(isWhole(one) ? { ...one, text: '', gaps: [] } : one);
        }),
      );
    }
    await pause(2);
  }
  await Promise.all(turns);
}

function report(): void {
  const failed = carried.filter(
    ({ status, broke, text }) => status !== 200 || broke !== null || text !== '',
  );
  const why = new Map<string, number>();
  for (const { status, broke, text } of failed) {
    const words = `${status} ${broke ?? /"code":"(\w+)"/.exec(text)?.[1] ?? text.slice(0, 60)}`;
    why.set(words, (why.get(words) ?? 0) + 1);
  }
  const told = [...why].map(([words, count]) => `${count} × ${words}`).join(', ');
  const times = carried.map(({ ms }) => ms);
  writeResult(
    'What a rolling restart costs',
    `\`npm run bench:restarts\`: two \`jackfield serve\` (JACKFIELD_DRAIN_MS=${drainMs}) behind HAProxy, which asks \`/readyz\` every ${checkMs} ms and
retries nothing but connections; both restarted by SIGTERM, one after the other, ${restarts} times, while ${perSecond} turns a second run
against the fake upstream, each of 20 tokens over 250 ms.
${/version (\S+)/.exec(haproxy.stdout)?.[0] ?? ''} of HAProxy. ${machine()}

| restarts | turns | failed | a turn, ms: median, 99th | a restart, s: median |
|---|---|---|---|---|
| ${restartMs.length} | ${carried.length} | ${failed.length}${told === '' ? '' : ` (${told})`} | ${percentile(times, 0.5).toFixed(0)}, ${percentile(times, 0.99).toFixed(0)} | ${(percentile(restartMs, 0.5) / 1_000).toFixed(1)} |`,
  );
  if (failed.length > 0) process.exitCode = 1;
}
