// What saving costs the turns under way: the called agent's setting is saved 300 times while 200 turns
// a second run. Every token says which revision asked for it. Writes bench/RESULTS.md.
import { fork } from 'node:child_process';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { heard } from './ask.ts';
import { atRate, carryTurn, isWhole } from './carry-turn.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const perSecond = 200;
const seconds = Number(process.argv[2] ?? 60);
const saves = 5 * seconds;

const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const program = await startProgram({ JACKFIELD_ALLOW_ENDPOINTS: endpoint });
const model = await connectModel(program, url);
const setting = (revision: number): object => ({ model, parameters: { max_tokens: revision } });
const { id, key } = await makeAgent(program, setting(1));
const agent = new Agent({ keepAlive: true });

const turns = atRate(perSecond, seconds, () =>
  carryTurn({ port: program.port, key, message: 'slow', agent }),
);
const startedAt = performance.now();
const saveTimes: number[] = [];
for (let save = 1; save <= saves; save += 1) {
  await pause(Math.max(0, (save / saves) * seconds * 1_000 - (performance.now() - startedAt)));
  const at = performance.now();
  const { revision } = await program.api('PUT', `/agents/${id}/model-setting`, setting(save + 1));
  if (revision !== save + 1) throw new Error(`Save ${save} made revision ${String(revision)}.`);
  saveTimes.push(performance.now() - at);
}
const carried = await turns;
const failed = carried.filter((one) => !isWhole(one));
const torn = carried.filter(({ headers, text }) => {
  const tokens = [...text.matchAll(/"content":"(\d+) "/g)].map(([, token]) => token);
  return tokens.some((token) => token !== headers['x-jackfield-revision']);
});
const revisions = new Set(carried.map(({ headers }) => headers['x-jackfield-revision']));
const times = carried.map(({ ms }) => ms);
writeResult(
  'What saving costs the turns under way',
  `\`npm run bench:saves\`: the called agent's setting is saved ${saves} times while ${perSecond} turns a second run for ${seconds} s, each
of 20 tokens over 200 ms. An answer is torn if one of its tokens comes from another revision than its head says.
${machine()}

| turns | failed | torn | revisions that answered | a turn, ms: median, 99th | a save, ms: median, 99th |
|---|---|---|---|---|---|
| ${carried.length} | ${failed.length} | ${torn.length} | ${revisions.size} | ${percentile(times, 0.5).toFixed(0)}, ${percentile(times, 0.99).toFixed(0)} | ${percentile(saveTimes, 0.5).toFixed(0)}, ${percentile(saveTimes, 0.99).toFixed(0)} |`,
);
agent.destroy();
await program.stop();
await program.remove();
upstream.kill();
if (failed.length > 0 || torn.length > 0) process.exitCode = 1;
