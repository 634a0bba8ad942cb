import type { ListedModel } from '@jackfield/gateway-config';
import type { ProviderModel } from '../../schemas/provider.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import { changeSnippet, newModelSnippet, type ReadFrom } from './catalogue-snippet.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

/**
 * A vendor's list beside the catalogue: first the catalogue's models of this provider, in its order,
 * then what only the vendor has. Changes nothing.
 */
export function compareModels(
  definition: ProviderDefinition,
  catalogue: readonly CatalogueEntry[],
  listed: readonly ListedModel[],
  from: ReadFrom,
): ProviderModel[] {
  const entries = catalogue.filter(({ provider }) => provider === definition.id);
  const byId = new Map(listed.map((model) => [model.id, model]));
  // Of several with the same alias the first counts.
  const byAlias = new Map(
    listed.toReversed().flatMap((model) => model.aliases.map((alias) => [alias, model])),
  );
  const known = new Set<string>();
  const items = entries.map((entry) => {
    const id = definition.listedId?.(entry.upstreamModel) ?? entry.upstreamModel;
    const model = byId.get(entry.upstreamModel) ?? byId.get(id);
    const renamed = model === undefined ? byAlias.get(id) : undefined;
    remember(known, model ?? renamed);
    return toKnown(entry, model ?? renamed, renamed !== undefined, from);
  });
  const takenIds = new Set(catalogue.map((entry) => entry.id));
  for (const model of listed) {
    // An alias of what was met before is the same model.
    if (namesOf(model).some((name) => known.has(name))) continue;
    remember(known, model);
    const yaml = newModelSnippet(definition, entries[0]?.providerName, model, takenIds, from);
    items.push({
      upstreamModel: model.id,
      listedAs: model.id,
      name: model.name ?? model.id,
      state: 'new',
      catalogueId: null,
      shutDownOn: model.shutDownOn,
      catalogueShutDownOn: null,
      yaml,
    });
  }
  return items;
}

function toKnown(
  entry: CatalogueEntry,
  model: ListedModel | undefined,
  renamed: boolean,
  from: ReadFrom,
): ProviderModel {
  const { id, name, upstreamModel, lifecycle } = entry;
  const state = stateOf(entry, model, renamed);
  const changed = state !== 'listed' && model !== undefined;
  return {
    upstreamModel,
    listedAs: model?.id ?? null,
    name,
    state,
    catalogueId: id,
    shutDownOn: model?.shutDownOn ?? null,
    catalogueShutDownOn: lifecycle.shutDownOn,
    yaml: changed ? changeSnippet(entry, model, renamed, from) : null,
  };
}

function stateOf(
  { lifecycle }: CatalogueEntry,
  model: ListedModel | undefined,
  renamed: boolean,
): ProviderModel['state'] {
  if (model === undefined) return 'not_listed';
  if (renamed) return 'renamed';
  const { shutDownOn, deprecated } = model;
  if (shutDownOn !== null && shutDownOn !== lifecycle.shutDownOn) return 'shutdown_date';
  return deprecated && lifecycle.status === 'active' ? 'deprecated' : 'listed';
}

function remember(known: Set<string>, model: ListedModel | undefined): void {
  if (model !== undefined) for (const name of namesOf(model)) known.add(name);
}

function namesOf({ id, aliases }: ListedModel): string[] {
  return [id, ...aliases];
}
