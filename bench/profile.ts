// A CPU profile of `jackfield serve` under whole turns and under streams: writes a flame graph of each
// beside this file and prints what costs most. `node bench/profile.ts before`
import { writeFile } from 'node:fs/promises';
import { deepest, flameGraph, heaviest } from './flame-graph.ts';
import { Bench, target } from './side-by-side-measure.ts';
import { jackfield } from './side-by-side-subjects.ts';
import { watchInside } from './watch-inside.ts';
import { machine, writeResult } from './write-result.ts';

const [name = 'now'] = process.argv.slice(2);
const [subjectCore, loadCore] = ['0', '1'];

const found: string[] = [];
const bench = await Bench.start(loadCore);
const inside = watchInside(true);
const { program, subjects } = await jackfield(bench.upstream, subjectCore, inside.environment);
const [subject] = subjects;
for (const [kind, atOnce] of [
  ['turns', 32],
  ['streams', 200],
] as const) {
  await bench.pace({ chunks: 200, gapMs: 10, held: false });
  const run = (ms: number) =>
    bench.run(subject, {
      kind: 'closed',
      target: target(subject, kind === 'streams'),
      atOnce,
      connections: atOnce,
      ms,
    });
  await run(3_000);
  const { profile } = await inside.during(program.pid, () => run(5_000));
  await bench.closeConnections();
  if (profile === null) continue;
  process.stdout.write(`${kind}, with what they call:\n${deepest(profile, 80).join('\n')}\n\n`);
  const [own, ours] = [heaviest(profile, 3), deepest(profile, 1_000).filter(isOurs).slice(0, 12)];
  found.push(
    `**${kind}** ([flame graph](flame-${kind}-${name}.svg)). By their own time: ${inWords(own)}.
Ours, with what they call: ${inWords(ours)}.`,
  );
  const title = `jackfield serve, ${kind === 'turns' ? 'whole turns' : 'streamed turns'}, ${name}`;
  await writeFile(
    new URL(`flame-${kind}-${name}.svg`, import.meta.url),
    flameGraph(profile, title),
  );
}
await program.stop();
await program.remove();
bench.stop();
writeResult(
  `What costs most: ${name}`,
  `\`npm run bench:profile -- ${name}\`: shares of the busy time of \`jackfield serve\`, sampled by V8. ${machine()}

${found.join('\n\n')}`,
);

function isOurs(line: string): boolean {
  return line.endsWith('.ts') && !line.includes('(anonymous)');
}

function inWords(lines: readonly string[]): string {
  return lines.map((line) => line.trim().replace(/^(\S+ %)\s+(.*)$/, '`$2` $1')).join(', ');
}
