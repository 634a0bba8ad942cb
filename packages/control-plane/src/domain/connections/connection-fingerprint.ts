import { createHash } from 'node:crypto';
import type { ConnectionRow } from '../../store/tables.ts';

/** Equal as long as nothing was changed that a check would see: a report of another one is stale. */
export function connectionFingerprint(
  row: Pick<ConnectionRow, 'url' | 'modelId' | 'authMethod' | 'credentialVersion' | 'streaming'>,
): string {
  const { url, modelId, authMethod, credentialVersion, streaming } = row;
  return createHash('sha256')
    .update(JSON.stringify([url, modelId, authMethod, credentialVersion, streaming]))
    .digest('hex');
}
