import type { EndpointNotReady, Endpoint } from '@jackfield/gateway-config';
import type { Model } from '../../schemas/model.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import {
  capabilitiesOf,
  refusedParametersOf,
  streamsOf,
} from '../connections/connection-repairs.ts';
import { connectionModelId } from '../connections/connection-model-id.ts';

/** An entry of the catalogue as people see it: whether it can be chosen, and whether it would run. */
export function entryToModel(
  entry: CatalogueEntry,
  endpoint: Endpoint | EndpointNotReady | undefined,
  carriedProviders: ReadonlySet<string>,
): Model {
  const { upstreamModel: _upstreamModel, ...shown } = entry;
  const reason = whyNot(entry, carriedProviders);
  const notReadyReason = endpoint === undefined || endpoint.ready ? null : endpoint.reason;
  return {
    ...shown,
    selectable: reason === null,
    reason,
    ready: endpoint?.ready ?? false,
    notReadyReason,
    connectionId: null,
    projectId: null,
  };
}

/** A connection as a model like any other. What neither a check nor anybody knows of it is left open, not guessed. */
export function connectionToModel(row: ConnectionRow): Model {
  const found = capabilitiesOf(row);
  return {
    id: connectionModelId(row.id),
    name: row.name,
    provider: 'byom',
    providerName: 'Your own models',
    description: `Your team's own model: ${row.modelId} at ${new URL(row.url).host}.`,
    bestFor: 'Whatever your team built it for.',
    availability: 'available',
    selectable: true,
    reason: null,
    ready: true,
    notReadyReason: null,
    lifecycle: {
      status: 'active',
      deprecatedOn: null,
      shutDownOn: null,
      successor: null,
      source: null,
      readOn: null,
    },
    contextWindow: null,
    maxOutputTokens: null,
    price: null,
    capabilities: {
      images: true,
      tools: found?.tools ?? true,
      structuredOutput: found?.structuredOutput ?? true,
      streaming: streamsOf(row),
      continuesAnswers: false,
      refusedParameters: refusedParametersOf(found),
    },
    requestDefaults: {},
    links: [],
    connectionId: row.id,
    projectId: row.shared === 1 ? null : row.projectId,
  };
}

function whyNot(entry: CatalogueEntry, carriedProviders: ReadonlySet<string>): string | null {
  if (entry.availability === 'coming_soon') {
    return `${entry.name} is coming soon: it is announced here, but can't be chosen yet.`;
  }
  return carriedProviders.has(entry.provider)
    ? null
    : `This version of Jackfield doesn't carry turns to ${entry.providerName} yet.`;
}
