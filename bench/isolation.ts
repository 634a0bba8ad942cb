// Whether a byte of one turn ever reaches another's caller or upstream, while one upstream poisons what it
// can: 100,000 turns in rounds of 10,000, each with a gateway that has to learn anew. Writes bench/RESULTS.md.
import { parseArgs } from 'node:util';
import {
  runIsolation,
  type IsolationResult,
} from '../packages/gateway/test/isolation/run-isolation.ts';
import { machine, writeResult } from './write-result.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const turns = Number(values.turns);
const seed = Number(values.seed);
const turnsOfRound = 10_000;

const results: IsolationResult[] = [];
for (let begun = 0; begun < turns; begun += turnsOfRound) {
  const round = Math.min(turnsOfRound, turns - begun);
  const result = await runIsolation({ turns: round, seed: seed + results.length });
  results.push(result);
  for (const finding of result.findings) process.stdout.write(`FOREIGN: ${finding}\n`);
  for (const failure of result.failedElsewhere) process.stdout.write(`FAILED: ${failure}\n`);
}
const sum = (of: (result: IsolationResult) => number): string =>
  results.reduce((total, result) => total + of(result), 0).toLocaleString('en');
const findings = sum((result) => result.findings.length);
const failedElsewhere = sum((result) => result.failedElsewhere.length);
const poisonings = sum(({ poisons }) => [...poisons.values()].reduce((all, one) => all + one, 0));

writeResult(
  'Whether a turn gets a byte of another',
  `\`npm run test:isolation -- --seed ${seed}\`: turns of 66 agents, 48 at a time, interleaved over 20 connections to 10 servers; one of the 20
answers in ${results[0]?.poisons.size ?? 0} ways, most of which break HTTP or put bytes of another turn where an answer belongs. Streams and whole answers, callers
that leave, fallbacks, hedges, credentials that change every 400 turns. Every byte that a caller or an upstream got is compared with
what belongs to it. ${machine()}

| turns | answered | by a fallback of the one that poisons | told of its failure | left by their callers | poisonings | failed, of those it has no part in | with bytes of another turn (bar: 0) |
|---|---|---|---|---|---|---|---|
| ${sum((one) => one.turns)} | ${sum((one) => one.answered)} | ${sum((one) => one.byFallback)} | ${sum((one) => one.failed)} | ${sum((one) => one.left)} | ${poisonings} | ${failedElsewhere} | ${findings} |`,
);
if (findings !== '0' || failedElsewhere !== '0') process.exitCode = 1;
