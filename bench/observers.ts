// What it costs to tell of a turn: CPU time of counting it for Prometheus and of making its spans, each
// after the turn, and how long a scrape keeps the event loop. Writes bench/RESULTS.md.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextRound, setTimeout as pause } from 'node:timers/promises';
import { noneRefused } from '@jackfield/gateway';
import type { TurnRecord } from '@jackfield/gateway-config';
import { startOtlp } from '../packages/jackfield/src/observe/otlp/start-otlp.ts';
import { createMetrics } from '../packages/jackfield/src/observe/prometheus/metrics.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const turns = 10_000;
const rounds = 9;
const agents = 200;

/** A turn whose first model failed, told of agent number `index`. */
function turnOf(index: number): TurnRecord {
  const attempt = {
    model: 'openai/gpt-4o-mini',
    provider: 'openai',
    upstreamModel: 'gpt-4o-mini',
    spanId: hex(index, 16),
    cause: 'choice',
    startedAt: 1_800_000_000_000,
    durationMs: 120,
    firstTokenMs: null,
    outcome: 'failed',
    failure: 'overloaded',
    errorCode: 'upstream_overloaded',
    promptTokens: null,
    cachedTokens: null,
    completionTokens: null,
    reasoningTokens: null,
    cacheWriteTokens: null,
  } as const;
  return {
    requestId: `req_${index}`,
    projectId: 'prj_1',
    agentId: `agt_${index % agents}`,
    agentSlug: `agent-${index % agents}`,
    keyId: 'key_1',
    revision: 3,
    startedAt: attempt.startedAt,
    durationMs: 1_400,
    firstTokenMs: 420,
    streamed: true,
    outcome: 'answered',
    errorCode: null,
    model: 'polyllm/polyllm',
    attempts: [
      attempt,
      {
        ...attempt,
        model: 'polyllm/polyllm',
        provider: 'polyllm',
        upstreamModel: 'polyllm',
        spanId: hex(index + turns, 16),
        cause: 'fallback',
        durationMs: 1_280,
        firstTokenMs: 300,
        outcome: 'answered',
        failure: null,
        errorCode: null,
        promptTokens: 900,
        completionTokens: 60,
      },
    ],
    skipped: [],
    heldOn: false,
    repairs: [],
    promptTokens: 900,
    cachedTokens: null,
    completionTokens: 60,
    reasoningTokens: null,
    captured: null,
    trace: {
      traceId: hex(index, 32),
      parentSpanId: hex(index + 1, 16),
      spanId: hex(index + 2, 16),
      flags: '01',
      state: null,
    },
  };
}

function hex(number: number, digits: number): string {
  return (number + 1).toString(16).padStart(digits, '0');
}

const records = Array.from({ length: turns }, (_, index) => turnOf(index));

/** Microseconds of CPU a turn, everything of this process counted; each round's. */
async function costOf(record: (turn: TurnRecord) => void): Promise<number[]> {
  const costs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = process.cpuUsage();
    for (const [index, turn] of records.entries()) {
      record(turn);
      // A pace at which a collector takes every span.
      if (index % 50 === 0) await pause(5);
    }
    await pause(100);
    const { user, system } = process.cpuUsage(before);
    // The first round warms up.
    if (round > 0) costs.push((user + system) / turns);
  }
  return costs;
}

const nothing = await costOf(() => undefined);
const metrics = createMetrics({
  version: 'bench',
  load: () => ({ turns: 0, refused: noneRefused }),
  modelHealth: () => [],
  gather: async () => {},
  workers: () => null,
  configVersion: () => 1,
  costOf: () => 0.001,
  turnRecords: () => ({ waiting: 0, dropped: 0, lost: 0 }),
  storeAnswers: async () => true,
});
const counted = await costOf((turn) => metrics.count(turn));

const pauses: number[] = [];
let lines = 0;
for (let scrape = 0; scrape < 30; scrape += 1) {
  for (const { name } of metrics.registry.getMetricsAsArray()) {
    const before = process.cpuUsage();
    const text = await metrics.registry.getSingleMetricAsString(name);
    const { user, system } = process.cpuUsage(before);
    pauses.push((user + system) / 1_000);
    if (scrape === 0) lines += text.split('\n').length;
    await nextRound();
  }
}

const collector = createServer((request, response) => {
  request.resume();
  response.end();
});
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
// Holds: the server listens on TCP.
const { port } = collector.address() as AddressInfo;
process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
const otlp = startOtlp(
  {
    traces: 'http/protobuf',
    metrics: 'http/protobuf',
    sampler: { parentBased: true, ratio: 1 },
    spansEveryMs: 1_000,
    metricsEveryMs: 60_000,
  },
  { version: 'bench', providerName: (provider) => provider, log: { warn: () => undefined } },
);
const traced = await costOf((turn) => otlp.record(turn));
await otlp.close();
collector.closeAllConnections();
collector.close();

const base = percentile(nothing, 0.5);
const row = (what: string, costs: number[]): string =>
  `| ${what} | ${(percentile(costs, 0.5) - base).toFixed(1)} | ${(Math.min(...costs) - base).toFixed(1)}–${(Math.max(...costs) - base).toFixed(1)} |`;
writeResult(
  'What it costs to tell of a turn',
  `CPU time of the whole process per turn of two attempts, told after it has ended; median of ${rounds} rounds of ${turns} turns of ${agents} agents,
less what the loop itself takes. By \`npm run bench:observers\`. ${machine()}

| told | µs a turn | lowest–highest |
|---|---|---|
${row('Prometheus: counted', counted)}
${row('OpenTelemetry: three spans and five measurements, sent to a collector in this process', traced)}

A scrape of ${lines} lines takes at most ${Math.max(...pauses).toFixed(1)} ms of CPU at a time (99th percentile of ${pauses.length} metrics: ${percentile(pauses, 0.99).toFixed(1)} ms); between two metrics turns come first.`,
);
