// How fast one turn too many is refused, and what that does to those under way: a gateway filled to its
// limit with streams, then 500 more turns a second. Writes bench/RESULTS.md.
import { fork } from 'node:child_process';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { heard } from './ask.ts';
import { atRate, carryTurn, type Carried } from './carry-turn.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const turnsMax = 100;
const perSecond = 500;
const seconds = Number(process.argv[2] ?? 15);

const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const program = await startProgram({
  JACKFIELD_ALLOW_ENDPOINTS: endpoint,
  JACKFIELD_TURNS_MAX: String(turnsMax),
});
const { key } = await makeAgent(program, { model: await connectModel(program, url) });
const agent = new Agent({ keepAlive: true });

const alone = await streaming(() => pause(seconds * 1_000));
let refused: Carried[] = [];
const beside = await streaming(async () => {
  refused = await atRate(perSecond, seconds, () =>
    carryTurn({ port: program.port, key, message: 'ok', agent }),
  );
});
report();
agent.destroy();
await program.stop();
await program.remove();
upstream.kill();

/** The gaps between the tokens of a gateway full of streams while something else is done. */
async function streaming(meanwhile: () => Promise<unknown>): Promise<number[]> {
  const leaving = new AbortController();
  const streams = Array.from({ length: turnsMax }, () =>
    carryTurn({ port: program.port, key, message: 'pour', agent, signal: leaving.signal }),
  );
  await pause(2_000);
  await meanwhile();
  leaving.abort();
  const carried = await Promise.all(streams);
  await pause(1_000);
  return carried.flatMap(({ gaps }) => gaps.slice(1));
}

function report(): void {
  const over = refused.filter(({ status, text }) => status === 503 && text.includes('overloaded'));
  const times = over.map(({ ms }) => ms);
  const gaps = (of: readonly number[]): string =>
    `${percentile(of, 0.5).toFixed(1)} | ${percentile(of, 0.99).toFixed(1)}`;
  writeResult(
    'How fast one turn too many is refused',
    `\`npm run bench:overload\`: a gateway with its limit of ${turnsMax} turns under way, each streaming 50 tokens a second, and ${perSecond} more
turns a second for ${seconds} s. ${over.length} of ${refused.length} were refused with 503 \`overloaded\` and Retry-After. Gateway, upstream and all callers
share this machine, so a refusal's time holds the caller's own.
${machine()}

| | median, ms | 99th percentile, ms |
|---|---|---|
| a refusal, from request to last byte (bar: 5 ms) | ${gaps(times)} |
| between two tokens, nothing refused | ${gaps(alone)} |
| between two tokens, beside the refusals | ${gaps(beside)} |`,
  );
  if (over.length !== refused.length) process.exitCode = 1;
}
