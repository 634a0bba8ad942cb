import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { catalogueJsonSchema } from './catalogue-json-schema.ts';
import { loadCatalogue } from './load-catalogue.ts';

const catalogDir = fileURLToPath(new URL('../../../../../catalog', import.meta.url));

function entriesOn(
  day: string,
  operatorCatalogFile = `${catalogDir}/no-such-file`,
): readonly CatalogueEntry[] {
  return loadCatalogue({
    catalogDir,
    operatorCatalogFile,
    clock: () => Date.parse(day),
  }).entries;
}

const entries = entriesOn('2026-11-23');

test('holds the nine models of the product under exactly their names', () => {
  const nine = [
    ['openai', 'GPT-4o Mini', 'available'],
    ['openai', 'GPT-4o', 'available'],
    ['openai', 'GPT-4', 'available'],
    ['openai', 'GPT-3.5 (0125)', 'available'],
    ['openai', 'GPT-3.5', 'available'],
    ['bedrock', 'Bedrock Claude 3.5 Haiku', 'available'],
    ['polyllm', 'PolyLLM', 'available'],
    ['gemini', 'Gemini 1.5', 'coming_soon'],
    ['mistral', 'Mistral', 'coming_soon'],
  ];
  for (const expected of nine) {
    const found = entries.filter(({ name }) => name === expected[1]);
    expect(found.map((entry) => [entry.provider, entry.name, entry.availability])).toEqual([
      expected,
    ]);
  }
});

test('marks no model as coming soon but the two that were announced', () => {
  const soon = entries.filter(({ availability }) => availability === 'coming_soon');
  expect(soon.map(({ name }) => name)).toEqual(['Gemini 1.5', 'Mistral']);
});

test('shows the providers in their order, and gives no name twice', () => {
  expect([...new Set(entries.map(({ provider }) => provider))]).toEqual([
    'openai',
    'bedrock',
    'gemini',
    'mistral',
    'anthropic',
    'polyllm',
  ]);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
});

test.each(entries.map((entry) => [entry.id, entry] as const))(
  '%s says where and when its lifecycle was read',
  (_id, { lifecycle }) => {
    expect(lifecycle.source).toMatch(/^https:\/\//);
    expect(lifecycle.readOn).toMatch(/^2026-/);
    if (lifecycle.status === 'active') return;
    expect(lifecycle.shutDownOn).not.toBeNull();
    // Whoever has to leave a model is told where to.
    const successor = entries.find(({ id }) => id === lifecycle.successor?.id);
    expect(successor?.lifecycle.status).toBe('active');
    expect(successor?.availability).toBe('available');
  },
);

test.each(entries.map((entry) => [entry.id, entry] as const))(
  "%s links to its provider's page",
  (_id, { links, providerName }) => {
    expect(links.map(({ label }) => label)).toContain(providerName);
  },
);

test.each([
  ['openai/gpt-4', '2026-11-23', 'shut_down'],
  ['openai/gpt-4o', '2026-11-23', 'deprecated'],
  ['openai/gpt-4o', '2027-01-13', 'deprecated'],
  ['openai/gpt-4o', '2027-01-14', 'shut_down'],
  ['gemini/gemini-2.5-flash', '2026-12-01', 'shut_down'],
  ['openai/gpt-6-luna', '2030-01-01', 'active'],
])('%s is on %s %s', (id, day, status) => {
  expect(entriesOn(day).find((entry) => entry.id === id)?.lifecycle.status).toBe(status);
});

test.each(['README.md', '../docs/guides/catalogue.md'])(
  "takes every operator's file that %s shows",
  (page) => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    const shown = readFileSync(join(catalogDir, page), 'utf8').matchAll(/```yaml\n(.*?)```/gs);
    for (const [index, [, text = '']] of [...shown].entries()) {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, dedent(text));
      expect(entriesOn('2026-11-23', file)).not.toEqual(entries);
    }
    expect(readdirSync(folder)).not.toEqual([]);
    rmSync(folder, { recursive: true });
  },
);

function dedent(text: string): string {
  return text.replaceAll(new RegExp(`^${/^ */.exec(text)?.[0] ?? ''}`, 'gm'), '');
}

test("has an editor's schema made from the schema that the loader uses", () => {
  const file = `${catalogDir}/schema.json`;
  expect(
    readFileSync(file, 'utf8'),
    'catalog/schema.json is out of date: run node scripts/write-catalog-schema.ts',
  ).toBe(catalogueJsonSchema());
});
