import type { Connection } from '../../schemas/connection.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import type { AuthMethod } from './connection-credential.ts';
import { connectionModelId } from './connection-model-id.ts';

/** What the API says of a connection: never its credential. */
export function toConnection(
  row: ConnectionRow,
  usedBy: readonly { readonly id: string; readonly name: string }[],
): Connection {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    modelId: row.modelId,
    // The border checks the method before a row is written.
    auth: { method: row.authMethod as AuthMethod, hasCredential: row.credential !== null },
    streaming: row.streaming === 1,
    inFlightMax: row.inFlightMax,
    model: connectionModelId(row.id),
    usedBy: usedBy.map(({ id, name }) => ({ id, name })),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
