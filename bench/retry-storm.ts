// What retries add to a model that fails every turn: attempts at the upstream, 200 turns a second for
// 60 s, each answered 503. Writes bench/RESULTS.md.
import { fork } from 'node:child_process';
import { Agent } from 'node:http';
import { ask, heard } from './ask.ts';
import { atRate, carryTurn } from './carry-turn.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { machine, writeResult } from './write-result.ts';

const perSecond = 200;
const seconds = Number(process.argv[2] ?? 60);

const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const program = await startProgram({ JACKFIELD_ALLOW_ENDPOINTS: endpoint });
const { key } = await makeAgent(program, {
  model: await connectModel(program, url),
  failover: { retry: true },
});
const { turns: before } = await ask<{ turns: number }>(upstream, {});
const agent = new Agent({ keepAlive: true });
const carried = await atRate(perSecond, seconds, () =>
  carryTurn({ port: program.port, key, message: '503', agent }),
);
const { turns: after } = await ask<{ turns: number }>(upstream, {});
const attempts = after - before;
const turns = carried.length;
const told = carried.filter(
  ({ status, text }) => status === 503 && text.includes('"error"'),
).length;
const most = Math.floor(1.2 * turns + 3);
writeResult(
  'What retries add to a model that fails',
  `\`npm run bench:retry-storm\`: an upstream that answers every turn with 503, ${perSecond} turns a second for ${seconds} s.
${machine()}

| turns | told so (503 and why) | attempts at the upstream | at most (1.2 × turns + 3) |
|---|---|---|---|
| ${turns} | ${told} | ${attempts} | ${most} |`,
);
agent.destroy();
await program.stop();
await program.remove();
upstream.kill();
if (attempts > most || told !== turns) process.exitCode = 1;
