// A CPU profile of `jackfield serve` under whole turns and under streams: writes a flame graph of each
// beside this file and prints what costs most. `node bench/profile.ts before`
import { writeFile } from 'node:fs/promises';
import { deepest, flameGraph, heaviest } from './flame-graph.ts';
import { watchInside } from './watch-inside.ts';
import { Bench, target } from './side-by-side-measure.ts';
import { jackfield } from './side-by-side-subjects.ts';

const [name = 'now'] = process.argv.slice(2);
const [subjectCore, loadCore] = ['0', '1'];

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
  process.stdout.write(
    `${kind}, by their own time:\n${heaviest(profile, 30).join('\n')}\n\nwith what they call:\n${deepest(profile, 80).join('\n')}\n\n`,
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
