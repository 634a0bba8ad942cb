import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { allMetrics, metricsReference } from './metrics-reference.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8');

test('the documented metrics are those there are', async () => {
  const written = read('docs/reference/metrics.md');
  expect(written, 'run: node scripts/write-metrics-reference.ts').toBe(await metricsReference());
});

test('names follow Prometheus’ conventions: base units, and _total on counters alone', async () => {
  for (const { name, type, help } of await allMetrics()) {
    if (!name.startsWith('jackfield_')) continue;
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(name).toMatch(/^[a-z_]+$/);
    expect(help).toMatch(/\.$/);
  }
});

interface Query {
  readonly where: string;
  readonly expr: string;
}

/** What the dashboard asks Prometheus, with Grafana's own variables put in as Grafana does. */
function queries(): Query[] {
  // Holds: the file stands beside the code, and what lacks fails the test.
  const dashboard = JSON.parse(read('deploy/grafana/jackfield.json')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
    templating: { list: { name: string; type: string; query: string }[] };
    annotations: { list: { name: string; expr: string }[] };
  };
  const found = [
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ where: title, expr })),
    ),
    ...dashboard.annotations.list.map(({ name, expr }) => ({ where: name, expr })),
    ...dashboard.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => {
        const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? [];
        return { where: `$${name}`, expr: `${metric}{${label}=~".*"}` };
      }),
  ];
  return found.map(({ where, expr }) => ({
    where,
    expr: expr.replaceAll(/\$__(?:rate_)?interval/g, '1m').replaceAll(/\$\w+/g, '.*'),
  }));
}

interface Selector {
  metric: string;
  labels: string[];
}

/** What a query selects, and the labels it keeps, as Prometheus' own grammar reads it. */
function readQuery({ expr, where }: Query): { selectors: Selector[]; kept: string[] } {
  const found: Selector[] = [];
  const kept: string[] = [];
  const text = (node: { from: number; to: number }): string => expr.slice(node.from, node.to);
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`${where}: not PromQL at ${node.from}: ${expr}`);
      if (node.name === 'VectorSelector') found.push({ metric: '', labels: [] });
      if (node.matchContext(['GroupingLabels'])) kept.push(text(node));
      const last = found.at(-1);
      if (last === undefined) return;
      if (node.name === 'Identifier' && node.matchContext(['VectorSelector']))
        last.metric = text(node);
      if (node.name === 'LabelName' && node.matchContext(['UnquotedLabelMatcher'])) {
        last.labels.push(text(node));
      }
    },
  });
  return { selectors: found, kept };
}

/** What Prometheus itself adds to every sample. */
const targetLabels = ['job', 'instance', 'le'];

test('every query of the Grafana dashboard is PromQL and names metrics and labels that exist', async () => {
  const metrics = new Map((await allMetrics()).map((metric) => [metric.name, metric]));
  const familyOf = (metric: string): string | undefined =>
    [metric, metric.replace(/_(?:bucket|sum|count)$/, '')].find((name) => metrics.has(name));
  const labelsOf = (metric: string): readonly string[] => [
    ...(metrics.get(familyOf(metric) ?? '')?.labelNames ?? []),
    ...targetLabels,
  ];
  const all = queries();
  expect(all.length).toBeGreaterThan(20);
  const asked = new Set<string>();
  for (const query of all) {
    const { selectors: selected, kept } = readQuery(query);
    const labelled = selected.flatMap(({ metric }) => labelsOf(metric));
    for (const label of kept) expect(labelled, query.where).toContain(label);
    expect([query.where, selected.length]).not.toEqual([query.where, 0]);
    for (const { metric, labels } of selected) {
      expect([query.where, familyOf(metric)]).toEqual([query.where, expect.any(String)]);
      asked.add(String(familyOf(metric)));
      for (const label of labels) expect(labelsOf(metric), query.where).toContain(label);
    }
  }
  // And what we count is shown: a metric nobody looks at is not worth its memory.
  const unseen = [...metrics.keys()].filter(
    (name) => name.startsWith('jackfield_') && !asked.has(name),
  );
  expect(unseen).toEqual([]);
});
