import type { ListedModel } from '@jackfield/gateway-config';
import { stringify } from 'yaml';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

/** Where a vendor's list was read, and on which day. */
export interface ReadFrom {
  readonly url: string;
  readonly day: string;
}

/** A whole model for the operator's catalogue file; `null` for an id that no file may name. */
export function newModelSnippet(
  definition: ProviderDefinition,
  providerName: string | undefined,
  model: ListedModel,
  takenIds: ReadonlySet<string>,
  from: ReadFrom,
): string | null {
  const id = `${definition.id}/${model.id.replace(/[^A-Za-z0-9._:-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')}`;
  const usable = /^[\x21-\x7e]{1,500}$/.test(model.id) && id.length <= 200 && !id.endsWith('/');
  if (!usable || takenIds.has(id)) return null;
  const name = model.name ?? model.id;
  return snippet(
    [
      'A list of models says little: complete the description, and see that contextWindow, price and',
      'capabilities are right.',
      ...(definition.newModelNote === undefined ? [] : [definition.newModelNote]),
    ],
    {
      id,
      provider: definition.id,
      providerName: providerName ?? definition.name,
      name,
      upstreamModel: model.id,
      description: `${name}, as ${definition.name} lists it.`,
      bestFor: 'Not described yet',
      availability: 'available',
      lifecycle: { status: 'active', ...lifecycleOf(model, from), ...origin(from) },
      contextWindow: model.contextWindow,
      maxOutputTokens: model.maxOutputTokens,
      price: null,
      capabilities: {
        images: model.images ?? false,
        tools: model.tools ?? true,
        structuredOutput: false,
        streaming: true,
      },
      links: [],
    },
    from,
  );
}

/** What the vendor says otherwise than the catalogue, as an override of its entry. */
export function changeSnippet(
  { id, lifecycle }: CatalogueEntry,
  model: ListedModel,
  renamed: boolean,
  from: ReadFrom,
): string {
  const { deprecatedOn } = lifecycle;
  const contradicts =
    deprecatedOn !== null && model.shutDownOn !== null && deprecatedOn > model.shutDownOn;
  const said = lifecycleOf(model, from);
  return snippet(
    [],
    {
      id,
      ...(renamed ? { upstreamModel: model.id } : {}),
      ...(model.deprecated
        ? {
            lifecycle: { ...said, ...(contradicts ? { deprecatedOn: null } : {}), ...origin(from) },
          }
        : {}),
    },
    from,
  );
}

function lifecycleOf({ deprecated, shutDownOn }: ListedModel, { day }: ReadFrom): object {
  if (shutDownOn === null) return deprecated ? { status: 'deprecated' } : {};
  return { status: shutDownOn <= day ? 'shut_down' : 'deprecated', shutDownOn };
}

function origin({ url, day }: ReadFrom): object {
  return { source: url, readOn: day };
}

function snippet(notes: readonly string[], model: object, { url, day }: ReadFrom): string {
  const comments = [`Read from ${url} on ${day}.`, ...notes].map((line) => `# ${line}\n`);
  return comments.join('') + stringify({ models: [model] }, { lineWidth: 100 });
}
