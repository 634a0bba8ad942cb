import type {
  Endpoint,
  EndpointNotReady,
  EndpointTls,
  PublishedModel,
  Secret,
} from '@jackfield/gateway-config';
import type { CatalogueEntry } from '../domain/catalogue/catalogue-entry.ts';
import { connectionAuth, connectionBinding } from '../domain/connections/connection-credential.ts';
import {
  capabilitiesOf,
  refusedParametersOf,
  repairsOn,
  streamsOf,
} from '../domain/connections/connection-repairs.ts';
import { clientKeyBinding, toEndpointTls } from '../domain/connections/connection-tls.ts';
import { connectionModelId } from '../domain/connections/connection-model-id.ts';
import type { Keyring } from '../secrets/keyring.ts';
import type { ConnectionRow } from '../store/tables.ts';

/** The catalogue's models are known: their adapters take care of what is theirs. */
const noRepairs = { repairs: [], refusedFields: [], unknownFieldsRefused: false } as const;

export function entryToPublishedModel(
  entry: CatalogueEntry,
  endpoint: Endpoint | EndpointNotReady,
): PublishedModel {
  return {
    id: entry.id,
    provider: entry.provider,
    upstreamModel: entry.upstreamModel,
    streaming: entry.capabilities.streaming,
    refusedParameters: entry.capabilities.refusedParameters,
    ...noRepairs,
    requestDefaults: entry.requestDefaults,
    endpoint,
    contextWindow: entry.contextWindow,
    continuesAnswers: entry.capabilities.continuesAnswers,
    inFlightMax: null,
  };
}

/** A connection with its credential opened; not ready when the seal doesn't fit its row. */
export function connectionToPublishedModel(row: ConnectionRow, keyring: Keyring): PublishedModel {
  const url = new URL(row.url);
  const binding = connectionBinding(row.id, url, row.authMethod);
  const credential = row.credential === null ? null : keyring.open(row.credential, binding);
  const key = row.tlsKey === null ? null : keyring.open(row.tlsKey, clientKeyBinding(row.id, url));
  const published = connectionPublishedModel(
    row,
    `connection:${row.id}:${row.credentialVersion}`,
    credential,
    toEndpointTls(row, key),
  );
  const closed =
    row.authMethod !== 'none' && credential === null
      ? `The credential of the connection ${row.name} can't be opened. Give it again.`
      : row.tlsKey !== null && key === null
        ? `The private key of the connection ${row.name} can't be opened. Give it again, with its certificate.`
        : null;
  return closed === null ? published : { ...published, endpoint: { ready: false, reason: closed } };
}

/** A connection in the form in which a turn uses it. */
function connectionPublishedModel(
  connection: Pick<
    ConnectionRow,
    | 'id'
    | 'url'
    | 'modelId'
    | 'authMethod'
    | 'streaming'
    | 'repairs'
    | 'capabilities'
    | 'inFlightMax'
  >,
  poolKey: string,
  credential: Secret | null,
  tls: EndpointTls | null,
): PublishedModel {
  const capabilities = capabilitiesOf(connection);
  return {
    id: connectionModelId(connection.id),
    provider: 'byom',
    upstreamModel: connection.modelId,
    streaming: streamsOf(connection),
    refusedParameters: refusedParametersOf(capabilities),
    repairs: repairsOn(connection),
    refusedFields: capabilities?.refusedFields ?? [],
    unknownFieldsRefused: capabilities?.unknownFieldsRefused ?? false,
    requestDefaults: {},
    endpoint: {
      ready: true,
      poolKey,
      baseUrl: connection.url,
      auth: connectionAuth(connection.authMethod, credential),
      trusted: false,
      ...(tls === null ? {} : { tls }),
    },
    contextWindow: null,
    continuesAnswers: false,
    inFlightMax: connection.inFlightMax,
  };
}

/** Stands for a model that a setting names and nothing offers any more. */
export function goneModel(id: string): PublishedModel {
  return {
    id,
    provider: 'none',
    upstreamModel: id,
    streaming: true,
    refusedParameters: [],
    ...noRepairs,
    requestDefaults: {},
    endpoint: {
      ready: false,
      reason: `The model ${id} is no longer in the catalogue. Choose another for this agent.`,
    },
    contextWindow: null,
    continuesAnswers: false,
    inFlightMax: null,
  };
}
