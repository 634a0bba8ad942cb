import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Catalogue } from './catalogue-entry.ts';
import { CatalogueProblem } from './catalogue-problem.ts';
import { watchCatalogue } from './watch-catalogue.ts';
import type { CatalogueSource, WatchOptions } from './watch-catalogue.ts';

const shippedDir = fileURLToPath(new URL('../../../../../catalog', import.meta.url));
const silent = { info() {}, warn() {}, error() {} };

let folder: string;
let files: Pick<WatchOptions, 'catalogDir' | 'operatorCatalogFile' | 'clock' | 'log'>;
let now: number;
let source: CatalogueSource | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  now = Date.parse('2026-11-23T12:00:00Z');
  const catalogDir = join(folder, 'catalog');
  cpSync(shippedDir, catalogDir, { recursive: true });
  mkdirSync(join(folder, 'data'));
  const operatorCatalogFile = join(folder, 'data', 'catalog.yaml');
  files = { catalogDir, operatorCatalogFile, clock: () => now, log: silent };
});
afterEach(() => {
  source?.close();
  rmSync(folder, { recursive: true });
});

function nameOf(catalogue: Catalogue | undefined, id: string): string | undefined {
  return catalogue?.entries.find((entry) => entry.id === id)?.name;
}

const renamed = (name: string): string => `models:\n  - { id: openai/gpt-4o, name: ${name} }\n`;

test('takes a change of the files, and of a file that was not there at the start', async () => {
  const { promise, resolve } = Promise.withResolvers<Catalogue>();
  // Things have settled at once; each event tries again, so the last one sees the whole file.
  const settle = (run: () => void): (() => void) => {
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  };
  source = watchCatalogue({
    ...files,
    settle,
    onChange: (catalogue) => {
      if (nameOf(catalogue, 'openai/gpt-4o') === 'Renamed') resolve(catalogue);
    },
  });
  expect(nameOf(source.current(), 'openai/gpt-4o')).toBe('GPT-4o');

  // As an editor saves: another file under the same name.
  writeFileSync(`${files.operatorCatalogFile}.new`, renamed('Renamed'));
  renameSync(`${files.operatorCatalogFile}.new`, files.operatorCatalogFile);

  expect(await promise).toBe(source.current());
});

test('stays with the last good catalogue and says what is wrong with the new one', () => {
  source = watchCatalogue(files);
  writeFileSync(files.operatorCatalogFile, renamed('Mine'));
  expect(source.reload()).toBe(true);
  const good = source.current();

  writeFileSync(files.operatorCatalogFile, renamed('""'));
  expect(source.reload()).toBe(false);
  expect(source.current()).toBe(good);
  expect(nameOf(source.current(), 'openai/gpt-4o')).toBe('Mine');
  expect(source.problem()).toBe(
    `${files.operatorCatalogFile}:2:26 models[0].name: expected some text, found an empty string`,
  );

  writeFileSync(files.operatorCatalogFile, renamed('Ours'));
  expect(source.reload()).toBe(true);
  expect(source.problem()).toBeNull();
  expect(nameOf(source.current(), 'openai/gpt-4o')).toBe('Ours');
});

test('stays with the last good catalogue when the folder goes away', () => {
  source = watchCatalogue(files);
  rmSync(files.catalogDir, { recursive: true });
  expect(source.reload()).toBe(false);
  expect(nameOf(source.current(), 'openai/gpt-4o')).toBe('GPT-4o');
});

test('does not start with a broken catalogue', () => {
  writeFileSync(files.operatorCatalogFile, 'models: 7\n');
  expect(() => watchCatalogue(files)).toThrow(CatalogueProblem);
});

test('counts a model as shut down from its day on, without reading anything again', () => {
  source = watchCatalogue(files);
  const statusOf = (): string | undefined =>
    source?.current().entries.find(({ id }) => id === 'openai/gpt-4o')?.lifecycle.status;

  now = Date.parse('2027-01-13T23:59:59Z');
  expect(statusOf()).toBe('deprecated');
  now = Date.parse('2027-01-14T00:00:00Z');
  expect(statusOf()).toBe('shut_down');
  expect(source.current()).toBe(source.current());
});

test('calls a reading off that has not begun when it is closed', async () => {
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  let calledOff = false;
  source = watchCatalogue({
    ...files,
    settle: () => {
      resolve();
      return () => {
        calledOff = true;
      };
    },
  });
  writeFileSync(files.operatorCatalogFile, renamed('Late'));
  await seen;
  source.close();
  expect(calledOff).toBe(true);
});
