import { noneRefused } from '@jackfield/gateway';
import type { Metric } from 'prom-client';
import { createMetrics } from './metrics.ts';

/** A metric as its class keeps it: these fields are no part of prom-client's types. */
interface Described {
  readonly name: string;
  readonly help: string;
  readonly type?: string;
  readonly labelNames: readonly string[];
  readonly upperBounds?: readonly number[];
  readonly aggregator?: string;
}

const idle = {
  version: '',
  load: () => ({ turns: 0, refused: noneRefused }),
  modelHealth: () => [],
  gather: async () => {},
  workers: () => null,
  configVersion: () => 0,
  costOf: () => null,
  turnRecords: () => ({ waiting: 0, dropped: 0, lost: 0 }),
  storeAnswers: async () => true,
};

/** Every metric there is, by its name, with its type and labels. */
export async function allMetrics(): Promise<readonly (Described & { readonly type: string })[]> {
  const { registry } = createMetrics(idle);
  const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, type]));
  return registry
    .getMetricsAsArray()
    .map((metric) => metric as unknown as Metric & Described)
    .map((metric) => ({
      name: metric.name,
      help: metric.help,
      labelNames: metric.labelNames,
      ...(metric.upperBounds ? { upperBounds: metric.upperBounds } : {}),
      type: String(types.get(metric.name)),
    }));
}

/** `docs/reference/metrics.md`, made from what is registered, and so never behind it. */
export async function metricsReference(): Promise<string> {
  const metrics = await allMetrics();
  const own = metrics.filter(({ name }) => name.startsWith('jackfield_'));
  return [
    '# Metrics',
    '',
    '<!-- Written by `node scripts/write-metrics-reference.ts`: change the code, then run it. -->',
    '',
    'What `GET /metrics` tells, in Prometheus’ text format. How to turn it on:',
    '[docs/guides/observability.md](../guides/observability.md).',
    '',
    'Labels never hold text of a turn, a key or a credential. `agent` is an agent’s slug, `model` an id of the',
    'catalogue. The first 200 pairs of an agent and a model have labels of their own, and the first 200 models;',
    'what comes after is counted as `other`. A turn that no model could be asked for has the model `none`.',
    'All counters but `jackfield_turn_records_dropped_total` begin at 0 when the program starts.',
    '',
    '| metric | type | labels | what it tells |',
    '|---|---|---|---|',
    ...own.map(
      ({ name, type, labelNames, help }) =>
        `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(' ')} | ${help} |`,
    ),
    '',
    '## Buckets',
    '',
    'In seconds. Those of the first token are close together where a caller on the telephone hears a difference.',
    '',
    ...own.flatMap(({ name, upperBounds }) =>
      upperBounds ? [`- \`${name}\`: ${upperBounds.join(', ')}`] : [],
    ),
    '',
    '## The process',
    '',
    'Of the main process where there are workers: theirs are `jackfield_worker_…` above.',
    '',
    'Besides these, prom-client’s usual metrics of a Node process, under the names that Prometheus’ clients give',
    'them everywhere: `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_start_time_seconds`,',
    '`nodejs_eventloop_lag_p50_seconds`, `nodejs_eventloop_lag_p99_seconds` (how late everything else is),',
    '`nodejs_heap_size_used_bytes`, `nodejs_gc_duration_seconds` and more; which ones depends on the system.',
    '',
  ].join('\n');
}
