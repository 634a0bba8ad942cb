import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { providerIds } from '../../schemas/model.ts';
import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts';
import { CatalogueProblem } from './catalogue-problem.ts';
import { operatorFileSchema, operatorModelSchema, providerFileSchema } from './catalogue-schema.ts';
import type { OperatorModel } from './catalogue-schema.ts';
import { dayOf, effectiveLifecycle } from './effective-lifecycle.ts';
import { mergeModel } from './merge-model.ts';
import { problemFromError } from './problem-from-error.ts';
import { readYamlFile } from './read-yaml-file.ts';
import type { FieldPath, YamlFile } from './read-yaml-file.ts';

export interface CatalogueFiles {
  /** Folder of the catalogue that ships with the program. */
  readonly catalogDir: string;
  /** The operator's own YAML; need not exist. */
  readonly operatorCatalogFile: string;
  readonly clock: () => number;
}

/** A model, and where it (and, if it was overridden, its successor) is written. */
interface Placed {
  readonly model: OperatorModel;
  readonly origin: Origin;
  readonly successorOrigin: Origin;
}

interface Origin {
  readonly file: YamlFile;
  readonly path: FieldPath;
}

interface ProviderPage {
  readonly name: string;
  readonly url: string;
}

/**
 * Every model that the shipped files and the operator's file offer, with each fact checked.
 * Takes all or nothing: throws a `CatalogueProblem` for the first thing that is wrong.
 */
export function loadCatalogue(files: CatalogueFiles): Catalogue {
  const models = new Map<string, Placed>();
  const pages = new Map<string, ProviderPage>();
  for (const file of shippedFiles(files.catalogDir)) addProviderFile(file, models, pages);
  if (existsSync(files.operatorCatalogFile)) {
    addOperatorFile(readYamlFile(files.operatorCatalogFile), models, pages);
  }
  const loadedAt = files.clock();
  const today = dayOf(loadedAt);
  const entries = [...models.values()].map((placed) => toEntry(placed, models, pages, today));
  return { entries: entries.toSorted(byProvider), loadedAt };
}

/** Providers in their own order; inside one, models stay as they are written. */
function byProvider(one: CatalogueEntry, other: CatalogueEntry): number {
  return providerIds.indexOf(one.provider) - providerIds.indexOf(other.provider);
}

function shippedFiles(catalogDir: string): YamlFile[] {
  let names: string[];
  try {
    names = readdirSync(catalogDir).filter((name) => /\.ya?ml$/.test(name));
  } catch (cause) {
    const what = "can't be read; it is the folder of the catalogue that ships with the program";
    throw new CatalogueProblem({ file: catalogDir }, what, { cause });
  }
  if (names.length === 0) {
    throw new CatalogueProblem({ file: catalogDir }, 'expected at least one .yaml file');
  }
  return names.toSorted().map((name) => readYamlFile(join(catalogDir, name)));
}

function addProviderFile(
  file: YamlFile,
  models: Map<string, Placed>,
  pages: Map<string, ProviderPage>,
): void {
  const { provider, providerName, providerUrl, ...rest } = parse(providerFileSchema, file);
  pages.set(provider, { name: providerName, url: providerUrl });
  for (const [index, written] of rest.models.entries()) {
    const origin = { file, path: ['models', index] };
    const model = { ...written, provider, providerName };
    checkIdentity(model, origin);
    const earlier = models.get(model.id);
    if (earlier !== undefined) throw duplicate(model.id, origin, earlier.origin);
    models.set(model.id, { model, origin, successorOrigin: origin });
  }
}

function addOperatorFile(
  file: YamlFile,
  models: Map<string, Placed>,
  pages: ReadonlyMap<string, ProviderPage>,
): void {
  // A file of nothing but comments overrides nothing.
  if (file.value === null) return;
  const seen = new Map<string, Origin>();
  for (const [index, written] of (parse(operatorFileSchema, file).models ?? []).entries()) {
    const origin: Origin = { file, path: ['models', index] };
    const earlier = seen.get(written.id);
    if (earlier !== undefined) throw duplicate(written.id, origin, earlier);
    seen.set(written.id, origin);

    const base = models.get(written.id);
    const merged = base === undefined ? added(written, pages) : mergeModel(base.model, written);
    const result = operatorModelSchema.safeParse(merged);
    if (!result.success) {
      const hint =
        base === undefined
          ? ` (the shipped catalogue has no ${written.id}, so this entry adds a model and must be complete)`
          : '';
      throw problemFromError(file, result.error, merged, origin.path, hint);
    }
    checkIdentity(result.data, origin);
    models.set(written.id, {
      model: result.data,
      origin,
      successorOrigin: base === undefined || namesSuccessor(written) ? origin : base.origin,
    });
  }
}

/** A model that the shipped files don't hold; its provider is in its id. */
function added(
  written: { readonly id: string },
  pages: ReadonlyMap<string, ProviderPage>,
): Record<string, unknown> {
  const provider = written.id.slice(0, written.id.indexOf('/'));
  const providerName = pages.get(provider)?.name;
  return { provider, ...(providerName === undefined ? {} : { providerName }), ...written };
}

function namesSuccessor(written: Record<string, unknown>): boolean {
  const lifecycle = written['lifecycle'];
  return typeof lifecycle === 'object' && lifecycle !== null && 'successor' in lifecycle;
}

function checkIdentity(model: OperatorModel, { file, path }: Origin): void {
  if (model.id.startsWith(`${model.provider}/`)) return;
  throw file.problemAt([...path, 'id'], `expected an id that begins with ${model.provider}/`);
}

function duplicate(id: string, { file, path }: Origin, earlier: Origin): CatalogueProblem {
  const { place } = earlier.file.problemAt([...earlier.path, 'id'], '');
  const where = `${place.file}:${place.line ?? 1}`;
  return file.problemAt([...path, 'id'], `expected an id of its own; ${id} is already at ${where}`);
}

function parse<Schema extends z.ZodType>(schema: Schema, file: YamlFile): z.output<Schema> {
  const result = schema.safeParse(file.value);
  if (result.success) return result.data;
  throw problemFromError(file, result.error, file.value);
}

function toEntry(
  placed: Placed,
  models: ReadonlyMap<string, Placed>,
  pages: ReadonlyMap<string, ProviderPage>,
  today: string,
): CatalogueEntry {
  const { lifecycle, links, ...model } = placed.model;
  const page = pages.get(model.provider);
  return {
    ...model,
    lifecycle: effectiveLifecycle({ ...lifecycle, successor: successorOf(placed, models) }, today),
    links:
      page === undefined || links.some(({ url }) => url === page.url)
        ? links
        : [...links, { label: page.name, url: page.url }],
  };
}

function successorOf(
  { model, successorOrigin: { file, path } }: Placed,
  models: ReadonlyMap<string, Placed>,
): CatalogueEntry['lifecycle']['successor'] {
  const { successor } = model.lifecycle;
  if (successor === null) return null;
  if (successor.id === undefined) return { id: null, name: successor.name ?? '' };
  const name = successor.id === model.id ? undefined : models.get(successor.id)?.model.name;
  if (name !== undefined) return { id: successor.id, name };
  throw file.problemAt(
    [...path, 'lifecycle', 'successor', 'id'],
    'expected the id of another model of the catalogue; for a model it does not hold, give its name instead',
  );
}
