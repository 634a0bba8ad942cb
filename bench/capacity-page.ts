import type { Cost, Costs } from './costs.ts';

/** What a caller is taken to do; whoever does otherwise changes these and runs `npm run capacity`. */
interface Kind {
  readonly name: string;
  /** From one turn to the next. */
  readonly turnEveryS: number;
  readonly tokens: number;
  readonly tokensPerS: number;
  /** Until the model's first token; the stream is open meanwhile. */
  readonly firstTokenS: number;
}

const call: Kind = {
  name: 'voice call',
  turnEveryS: 10,
  tokens: 40,
  tokensPerS: 50,
  firstTokenS: 0.5,
};
const chat: Kind = {
  name: 'chat',
  turnEveryS: 60,
  tokens: 300,
  tokensPerS: 50,
  firstTokenS: 0.5,
};

/** Of a core: above it the slowest turns begin to wait for one another. */
const usable = 0.5;
/** `JACKFIELD_TURNS_MAX` unless it is set. */
const turnsMax = 5_000;
const callsAtOnce = [10, 1_000, 100_000];
/** As many as one machine in compose.yaml is reckoned to have to spare. */
const coresOfOneMachine = 8;

/** docs/guides/capacity.md: what one core carries, and what to run for so many calls, computed from the costs. */
export function capacityPage(costs: Costs): string {
  const { jackfield, nginx, machine, rounds } = costs;
  const plans = callsAtOnce.map((calls) => planFor(calls, call, jackfield, nginx));
  return `# Capacity

What one core carries, and what to run for 10, 1,000 and 100,000 calls at once. This page is computed: \`npm run bench\` measures and
leaves \`bench/costs.json\`, \`npm run capacity\` writes the page. Nothing on it is typed by hand.

Measured: ${machine} ${rounds} rounds${rounds < 5 ? ', a first impression' : ''}. Another machine gives other figures, so run both there.

| CPU and memory | Jackfield | nginx in front |
|---|---|---|
| a turn answered whole, µs | ${figure(jackfield.turnUs)} | ${figure(nginx.turnUs)} |
| each streamed chunk, µs | ${figure(jackfield.chunkUs)} | ${figure(nginx.chunkUs)} |
| a process under way, MB | ${figure(jackfield.busyKb / 1_000)} | ${figure(nginx.busyKb / 1_000)} |
| each open stream, kB | ${figure(jackfield.streamKb)} | ${figure(nginx.streamKb)} |

## One core

At ${usable * 100} % of it, so that the slowest turn in a hundred doesn't wait for others. A token is taken to come as one chunk.

| one core carries | a second | at once |
|---|---|---|
| turns answered whole | ${whole((usable * 1e6) / jackfield.turnUs)} | |
| streamed tokens | ${whole((usable * 1e6) / jackfield.chunkUs)} | |
| streams of ${call.tokensPerS} tokens a second | | ${whole((usable * 1e6) / (jackfield.chunkUs * call.tokensPerS))} |
${[call, chat].map((kind) => `| ${plural(kind)} | ${whole(callersPerCore(kind, jackfield) / kind.turnEveryS)} turns | ${whole(callersPerCore(kind, jackfield))} |`).join('\n')}

${[call, chat].map(described).join('\n')}

## What to run

| calls at once | ${callsAtOnce.map(whole).join(' | ')} |
|---|${callsAtOnce.map(() => '---|').join('')}
| turns a second | ${plans.map(({ turnsPerS }) => whole(turnsPerS)).join(' | ')} |
| streams open at once | ${plans.map(({ streams }) => whole(streams)).join(' | ')} |
| cores for gateways | ${plans.map(({ cores }) => whole(cores)).join(' | ')} |
| gateways of one core, with one to spare | ${plans.map(({ gateways }) => whole(gateways)).join(' | ')} |
| memory of all gateways, MB | ${plans.map(({ memoryMb }) => whole(memoryMb)).join(' | ')} |
| cores for nginx | ${plans.map(({ nginxCores }) => whole(nginxCores)).join(' | ')} |
| turn records a day, in millions | ${plans.map(({ recordsPerDay }) => figure(recordsPerDay / 1e6)).join(' | ')} |
| **run** | ${plans.map(({ run }) => run).join(' | ')} |

- A gateway begins no more than \`JACKFIELD_TURNS_MAX\` turns at once (${whole(turnsMax)} unless it is set); at 100,000 calls each has ${whole(plans.at(-1)?.streamsEach ?? 0)} streams open.
- The connections of callers stay open between turns: count them too where a limit of open files is low (\`ulimit -n\`; ${whole(callsAtOnce.at(-1) ?? 0)} calls are as many sockets, spread over the gateways).
- A machine with several cores needs one gateway with as many workers (\`JACKFIELD_WORKERS\`), or as many gateways with one: [several cores](deploy.md#several-cores).
- The control plane takes no part in a turn: one process is enough for any number of calls.
- Long histories cost more, in proportion to their bytes: [bench/RESULTS.md](../../bench/RESULTS.md).
- What your providers allow (requests and tokens a minute) ends earlier than a gateway does: ${whole(callsAtOnce.at(-1) ?? 0)} calls are ${whole((plans.at(-1)?.turnsPerS ?? 0) * 60)} requests a minute.

How to set it up: [deploy](deploy.md).
`;
}

interface Plan {
  readonly turnsPerS: number;
  readonly streams: number;
  readonly streamsEach: number;
  readonly cores: number;
  readonly gateways: number;
  readonly memoryMb: number;
  readonly nginxCores: number;
  readonly recordsPerDay: number;
  readonly run: string;
}

function planFor(callers: number, kind: Kind, jackfield: Cost, nginx: Cost): Plan {
  const turnsPerS = callers / kind.turnEveryS;
  const streams = callers * shareOfTimeOpen(kind);
  const cores = Math.ceil(callers / callersPerCore(kind, jackfield));
  const forStreams = Math.ceil(streams / turnsMax);
  const gateways = Math.max(cores, forStreams) + 1;
  const nginxCores = Math.ceil(callers / callersPerCore(kind, nginx));
  return {
    turnsPerS,
    streams,
    streamsEach: streams / gateways,
    cores,
    gateways,
    memoryMb: (gateways * jackfield.busyKb + streams * jackfield.streamKb) / 1_000,
    nginxCores,
    recordsPerDay: turnsPerS * 86_400,
    run: runFor(callers, gateways, gateways + nginxCores),
  };
}

function runFor(callers: number, gateways: number, allCores: number): string {
  if (callers <= 100 && gateways <= 2) return 'one process on one machine, embedded database';
  if (allCores <= coresOfOneMachine)
    return '`deploy/compose.yaml` on one machine, or two behind a load balancer';
  return `the Helm chart with \`gateway.autoscaling.maxReplicas: ${Math.ceil(gateways * 1.5)}\``;
}

function callersPerCore(kind: Kind, { turnUs, chunkUs }: Cost): number {
  const usPerSecond = (turnUs + kind.tokens * chunkUs) / kind.turnEveryS;
  return (usable * 1e6) / usPerSecond;
}

function shareOfTimeOpen({ firstTokenS, tokens, tokensPerS, turnEveryS }: Kind): number {
  return (firstTokenS + tokens / tokensPerS) / turnEveryS;
}

function described({ name, turnEveryS, tokens, tokensPerS, firstTokenS }: Kind): string {
  return `- A ${name} is taken to have a turn every ${turnEveryS} s, whose answer of ${tokens} tokens begins after ${firstTokenS} s and comes at ${tokensPerS} tokens a second.`;
}

function plural({ name }: Kind): string {
  return `${name}s`;
}

function figure(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

/** Three digits of it: more would promise what nobody measured. */
function whole(value: number): string {
  const rounded = value < 1_000 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en-GB');
}
