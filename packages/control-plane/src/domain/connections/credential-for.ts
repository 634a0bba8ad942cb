import { endpointName, Secret } from '@jackfield/gateway-config';
import type { ConnectionChange } from '../../schemas/connection.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { refuseField } from '../refuse-field.ts';

/** Which credential a changed connection has: a fresh one, the sealed one it had, or none. */
export type CredentialFor =
  | { readonly kind: 'fresh'; readonly credential: Secret }
  | { readonly kind: 'kept' }
  | { readonly kind: 'none' };

/**
 * A saved credential stays only where it was given for: another scheme, host, port or auth
 * method takes a fresh one in the same request, or whoever may change a URL could have the
 * credential sent to a server of their own.
 *
 * @throws ProblemError 422 `credential_required`
 */
export function credentialFor(
  row: ConnectionRow,
  url: URL,
  auth: ConnectionChange['auth'],
): CredentialFor {
  const method = auth?.method ?? row.authMethod;
  if (method === 'none') return { kind: 'none' };
  const fresh = auth?.credential;
  if (typeof fresh === 'string') return { kind: 'fresh', credential: new Secret(fresh) };
  if (isSameServer(new URL(row.url), url) && method === row.authMethod) return { kind: 'kept' };
  throw refuseField(
    'auth.credential',
    'credential_required',
    "The saved credential was given for another server or auth method, so it can't be used here. Give the credential for the new one in the same request.",
  );
}

/** Whether what was given for the one may be sent to the other. */
export function isSameServer(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && endpointName(one) === endpointName(other);
}
