import type { EndpointAuth, Secret } from '@jackfield/gateway-config';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
import type { Connection } from '../../schemas/connection.ts';

export type AuthMethod = Connection['auth']['method'];

/** Where a connection's credential belongs: moved to another server or method, it does not open. */
export function connectionBinding(id: string, url: URL, authMethod: string): CredentialBinding {
  return { table: 'connections', row: id, column: 'credential', url, authMethod };
}

export function connectionAuth(method: string, credential: Secret | null): EndpointAuth {
  if (credential === null || method === 'none') return { kind: 'none' };
  return method === 'bearer'
    ? { kind: 'header', name: 'authorization', prefix: 'Bearer ', credential }
    : { kind: 'header', name: 'x-api-key', prefix: '', credential };
}
