import { writeLogPlot, type LogSeries } from './log-plot.ts';
import type { MissingPeer } from './peers.ts';
import type { WithAgents } from './side-by-side-agents.ts';
import type { Times } from './side-by-side-load.ts';
import { machine, writeResult } from './write-result.ts';

/** CPU times in microseconds. */
export interface Cost {
  readonly name: string;
  readonly turn: number;
  readonly chunk: number;
  readonly turns: readonly [lowest: number, highest: number];
  readonly chunks: readonly [lowest: number, highest: number];
  /** Whole turns a second, as many as it takes, and the share of its core that took. */
  readonly perSecond: number;
  readonly share: number;
  /** Streams at once. */
  readonly streams: number;
  /** How its streams ended, where they had no good end. */
  readonly streamFailure: string | null;
}

/** What a subject adds to the time without it, in microseconds, at a share of its capacity. */
export interface Latency {
  readonly name: string;
  readonly load: number;
  readonly turnRate: number;
  readonly streamRate: number;
  readonly failed: number;
  readonly turn: Times;
  readonly firstToken: Times;
  readonly transit: Times;
}

export interface Memory {
  readonly name: string;
  readonly idleKb: number;
  /** Once it has carried many turns. */
  readonly busyKb: number;
  /** Beyond what there was before the first. */
  readonly held: readonly { readonly streams: number; readonly kb: number }[];
}

/** CPU per turn as something else grows. */
export interface Growing {
  readonly name: string;
  readonly points: readonly { readonly at: number; readonly turn: number }[];
}

export interface Results {
  /** How many processes wanted to run before it began. */
  readonly loadBefore: number;
  readonly subjects: readonly { readonly name: string; readonly version: string }[];
  readonly missing: readonly MissingPeer[];
  readonly costs: readonly Cost[];
  readonly latencies: readonly Latency[];
  readonly memory: readonly Memory[];
  readonly history: readonly Growing[];
  readonly connections: readonly Growing[];
  readonly agents: readonly WithAgents[];
}

export const names = {
  nginx: 'nginx',
  bare: 'bare node:http + undici',
  ours: 'Jackfield',
  connection: 'Jackfield, a connection',
  portkey: 'Portkey gateway',
  litellm: 'LiteLLM proxy',
  bifrost: 'Bifrost',
} as const;

const heading = 'Jackfield beside its peers';

export function sideBySideText(results: Results): string {
  const { subjects, missing } = results;
  const versions = subjects
    .filter(({ version }) => version !== '')
    .map(({ name, version }) => `${name} ${version}`)
    .join(', ');
  const gone = missing.map(
    ({ name, problem }) => `${name} could not be had here (${problem.replace(/\.+$/, '')}).`,
  );
  return [
    `\`npm run bench\`: one subject after the other on one core, the load generator and a fake upstream on the other; CPU time is what the
kernel accounts to all of a subject's threads. Jackfield is \`jackfield serve\` with everything on (key, setting, deadlines, health,
records, metrics), once with the catalogue's OpenAI model and once with a connection and the repairs that are on by default; each peer has its
logging as shipped, nginx \`proxy_pass\` with keep-alive and without buffering. A turn sends a history of 1 kB and gets 2 kB. The same
load goes ahead of each measurement of CPU and of times for a second that is not counted. A load is a share of what
callers who wait for each other get through; those who come by chance, as there, cost more. Where agents grow, it is a share of the core.
${versions}. ${gone.join(' ')}
${machine()} ${quietness(results.loadBefore)}`,
    section('The bars', barsTable(results)),
    section('CPU', costTable(results.costs)),
    section('What each adds to the time without it', latencyTable(results.latencies)),
    section('Memory', memoryTable(results.memory)),
    section('As the history grows: µs of CPU a whole turn', growthTable(results.history, ' B')),
    section('As connections grow: µs of CPU a whole turn', growthTable(results.connections, '')),
    section('As agents grow', agentsTable(results.agents)),
    '![How cost grows](side-by-side.svg)',
  ].join('\n\n');
}

export function reportSideBySide(results: Results): void {
  writeResult(heading, sideBySideText(results));
  const growth = (of: readonly Growing[]): LogSeries[] =>
    of.map(({ name, points }) => ({ name, points: points.map(({ at, turn }) => [at, turn]) }));
  writeLogPlot('side-by-side.svg', 'How cost grows', [
    { title: 'CPU a whole turn', x: 'bytes of history', y: 'µs', series: growth(results.history) },
    {
      title: 'CPU a whole turn',
      x: 'open connections',
      y: 'µs',
      series: growth(results.connections),
    },
    {
      title: 'CPU a whole turn',
      x: 'agents',
      y: 'µs',
      series: [
        { name: names.ours, points: results.agents.map(({ agents, turn }) => [agents, turn]) },
      ],
    },
    {
      title: 'Resident memory for each',
      x: 'open idle streams',
      y: 'kB',
      series: results.memory.map(({ name, held }) => ({
        name,
        points: held
          .filter(({ streams }) => streams > 1)
          .map(({ streams, kb }) => [streams, kb / streams]),
      })),
    },
  ]);
}

/** Whoever reads a number should know what else ran. */
function quietness(load: number): string {
  const words =
    load < 0.5 ? 'was quiet' : 'was **not quiet**, so times, and CPU too, are above their own';
  return `The machine ${words}: load ${load.toFixed(1)} when it began.`;
}

function section(title: string, table: string): string {
  return table === '' ? '' : `### ${title}\n\n${table}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function costTable(costs: readonly Cost[]): string {
  const nginx = costs.find(({ name }) => name === names.nginx);
  const times = (value: number, of: number | undefined): string =>
    of === undefined ? '' : (value / of).toFixed(1);
  return table(
    [
      '',
      'µs a turn',
      'lowest–highest',
      '× nginx',
      'µs a chunk',
      'lowest–highest',
      '× nginx',
      'streams at once',
      'turns/s',
      'of its core',
    ],
    costs.map(({ name, turn, turns, chunk, chunks, streams, streamFailure, perSecond, share }) => [
      name,
      turn.toFixed(0),
      turns.map((each) => each.toFixed(0)).join('–'),
      times(turn, nginx?.turn),
      ...(streamFailure === null
        ? [
            chunk.toFixed(1),
            chunks.map((each) => each.toFixed(1)).join('–'),
            times(chunk, nginx?.chunk),
          ]
        : [`its streams fail: ${streamFailure}`, '', '']),
      String(streams),
      perSecond.toFixed(0),
      `${(share * 100).toFixed(0)} %`,
    ]),
  );
}

function latencyTable(latencies: readonly Latency[]): string {
  const ms = ({ p50, p99 }: Times): string =>
    Number.isNaN(p50) ? '' : `${(p50 / 1e3).toFixed(2)}, ${(p99 / 1e3).toFixed(2)}`;
  return table(
    [
      'ms: median, 99th',
      'load',
      'turns/s',
      'a turn',
      'streams/s',
      'first token',
      'each token',
      'failed',
    ],
    latencies.map((each) => [
      each.name,
      `${each.load * 100} %`,
      each.turnRate.toFixed(0),
      ms(each.turn),
      each.streamRate.toFixed(0),
      ms(each.firstToken),
      ms(each.transit),
      String(each.failed),
    ]),
  );
}

function memoryTable(memory: readonly Memory[]): string {
  return table(
    ['', 'idle, MB', 'kB for each of so many open idle streams'],
    memory.map(({ name, idleKb, held }) => [
      name,
      (idleKb / 1_024).toFixed(0),
      held.map(({ streams, kb }) => `${streams}: ${(kb / streams).toFixed(0)}`).join(', '),
    ]),
  );
}

function growthTable(growing: readonly Growing[], unit: string): string {
  const levels = growing[0]?.points.map(({ at }) => at) ?? [];
  return table(
    ['', ...levels.map((level) => `${level}${unit}`)],
    growing.map(({ name, points }) => [name, ...points.map(({ turn }) => turn.toFixed(0))]),
  );
}

function agentsTable(all: readonly WithAgents[]): string {
  const delay = ({ p50, p99, max, times }: WithAgents['loop']['alone']): string =>
    `${[p50, p99, max].map((each) => each.toFixed(1)).join(', ')}${times > 0 ? ` (${times})` : ''}`;
  return table(
    [
      'agents',
      'µs a turn',
      'start, s',
      'memory, MB',
      'event loop at 80 % load, ms late: median, 99th, most',
      'while 2 MB requests come (so many)',
      'while settings are saved (so many)',
    ],
    all.map(({ agents, turn, startMs, residentKb, loop }) => [
      String(agents),
      turn.toFixed(0),
      (startMs / 1e3).toFixed(1),
      (residentKb / 1_024).toFixed(0),
      delay(loop.alone),
      delay(loop.largeRequests),
      delay(loop.saves),
    ]),
  );
}

const leftOut = 'this run left it out';

interface Bar {
  readonly bar: string;
  readonly measured: number | null;
  readonly most?: number;
  readonly least?: number;
  readonly unit: string;
  /** What a miss comes from. */
  readonly why: string;
  /** Why nothing was measured, unless the run left it out. */
  readonly missing?: string;
}

function barsTable(results: Results): string {
  const rows = barsOf(results).map(
    ({ bar, measured, most = Infinity, least = 0, unit, why, missing = leftOut }) => {
      if (measured === null || Number.isNaN(measured)) return [bar, '', 'not measured', missing];
      const isPass = measured <= most && measured >= least;
      const value = `${measured >= 100 ? measured.toFixed(0) : measured.toFixed(2)}${unit}`;
      return [bar, value, isPass ? 'pass' : 'miss', isPass ? '' : why];
    },
  );
  return table(['bar', 'measured', '', ''], rows);
}

function barsOf({ costs, latencies, memory, history, agents }: Results): Bar[] {
  const cost = (name: string): Cost | undefined => costs.find((each) => each.name === name);
  const ratio = (kind: 'turn' | 'chunk', one: string, other: string): number | null => {
    const [over, under] = [cost(one)?.[kind], cost(other)?.[kind]];
    const isKnown = over !== undefined && under !== undefined && Number.isFinite(over / under);
    return isKnown ? over / under : null;
  };
  const { nginx, bare, ours, portkey, litellm, bifrost } = names;
  const half = latencies.find(({ name, load }) => name === ours && load === 0.5);
  const bareHalf = latencies.find(({ name, load }) => name === bare && load === 0.5);
  const perStream = (name: string): number | null => {
    const most = memory.find((each) => each.name === name)?.held.at(-1);
    return most === undefined ? null : most.kb / most.streams;
  };
  const [one, many] = [agents.at(0), agents.at(-1)];
  const times = (value: number | null): string => (value === null ? '?' : value.toFixed(1));
  const nodes = (kind: 'turn' | 'chunk'): string =>
    `Node's own parts, doing nothing else, take ${times(ratio(kind, bare, nginx))} ×`;
  const shared = 'caller, upstream and gateway share two cores';
  return [
    {
      bar: 'CPU a turn ≤ 2.5 × nginx',
      measured: ratio('turn', ours, nginx),
      most: 2.5,
      unit: ' ×',
      why: nodes('turn'),
    },
    {
      bar: 'CPU a chunk ≤ 2.5 × nginx',
      measured: ratio('chunk', ours, nginx),
      most: 2.5,
      unit: ' ×',
      why: nodes('chunk'),
    },
    {
      bar: '≥ 10 × less CPU a turn than Portkey',
      measured: ratio('turn', portkey, ours),
      least: 10,
      unit: ' ×',
      why: '',
    },
    {
      bar: '≥ 10 × less CPU a chunk than Portkey',
      measured: ratio('chunk', portkey, ours),
      least: 10,
      unit: ' ×',
      why: '',
      missing: 'its streams fail here',
    },
    {
      bar: '≥ 30 × less CPU a turn than LiteLLM',
      measured: ratio('turn', litellm, ours),
      least: 30,
      unit: ' ×',
      why: '',
    },
    {
      bar: '≥ 30 × less CPU a chunk than LiteLLM',
      measured: ratio('chunk', litellm, ours),
      least: 30,
      unit: ' ×',
      why: '',
    },
    {
      bar: 'less CPU than Bifrost',
      measured: ratio('turn', bifrost, ours),
      least: 1,
      unit: ' ×',
      why: '',
      missing: 'it could not be had here',
    },
    {
      bar: 'first token at 50 % load, median ≤ 0.5 ms more',
      measured: half ? half.firstToken.p50 / 1e3 : null,
      most: 0.5,
      unit: ' ms',
      why: shared,
    },
    {
      bar: 'first token at 50 % load, 99th ≤ 2 ms more',
      measured: half ? half.firstToken.p99 / 1e3 : null,
      most: 2,
      unit: ' ms',
      why: `${shared}; the bare relay has ${bareHalf ? (bareHalf.firstToken.p99 / 1e3).toFixed(1) : '?'} ms`,
    },
    {
      bar: '≤ 64 kB an open idle stream',
      measured: perStream(ours),
      most: 64,
      unit: ' kB',
      why: `the bare relay takes ${times(perStream(bare))}`,
    },
    {
      bar: 'a turn with 100,000 agents ≤ 1.1 × with one',
      measured: one && many ? many.turn / one.turn : null,
      most: 1.1,
      unit: ' ×',
      why: 'a larger heap is slower to collect',
    },
    {
      bar: '≤ 5 ns a byte of history',
      measured: slope(history, ours),
      most: 5,
      unit: ' ns',
      why: `the bare relay takes ${times(slope(history, bare))}, nginx ${times(slope(history, nginx))}`,
    },
    {
      bar: 'event loop’s 99th ≤ 20 ms, 2 MB requests',
      measured: many?.loop.largeRequests.p99 ?? null,
      most: 20,
      unit: ' ms',
      why: shared,
    },
    {
      bar: 'event loop’s 99th ≤ 20 ms, saves at 100,000 agents',
      measured: many?.loop.saves.p99 ?? null,
      most: 20,
      unit: ' ms',
      why: 'the database is written in the same thread',
    },
  ];
}

/** Nanoseconds for each byte of history, from 10 kB on, so that a turn's own share is left out. */
function slope(history: readonly Growing[], subject: string): number | null {
  const points = history.find(({ name }) => name === subject)?.points ?? [];
  const [from, to] = [points.find(({ at }) => at === 10_000), points.at(-1)];
  if (from === undefined || to === undefined) return null;
  return ((to.turn - from.turn) * 1e3) / (to.at - from.at);
}
