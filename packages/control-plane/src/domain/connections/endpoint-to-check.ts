import { Secret } from '@jackfield/gateway-config';
import type { EndpointToCheck } from '../../options.ts';
import { ProblemError } from '../../problem-error.ts';
import type { ConnectionChangeDraft, ConnectionDraft } from '../../schemas/connection.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { connectionBinding, type AuthMethod } from './connection-credential.ts';
import { credentialFor } from './credential-for.ts';

/** A draft that was never saved. `url` as `endpointUrl` gave it. */
export function draftToCheck(
  url: URL,
  { modelId, auth, streaming, contextTokens }: Omit<ConnectionDraft, 'name' | 'url'>,
): EndpointToCheck {
  const credential = auth.method === 'none' ? null : new Secret(auth.credential);
  return {
    ...endpoint(url.href, modelId, auth.method, credential, streaming),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

/** A connection as it is saved. @throws ProblemError 409 `credential_unreadable` */
export function savedToCheck(row: ConnectionRow, keyring: Keyring): EndpointToCheck {
  const credential = savedCredential(row, keyring);
  // The border checks the method before a row is written.
  const method = row.authMethod as AuthMethod;
  return endpoint(row.url, row.modelId, method, credential, row.streaming === 1);
}

/**
 * A connection as a change would leave it; its sealed credential goes only where a save would let it.
 *
 * @throws ProblemError 422 `credential_required`, 409 `credential_unreadable`
 */
export function changeToCheck(
  row: ConnectionRow,
  url: URL,
  wanted: ConnectionChangeDraft,
  keyring: Keyring,
): EndpointToCheck {
  const chosen = credentialFor(row, url, wanted.auth);
  const credential =
    chosen.kind === 'fresh'
      ? chosen.credential
      : chosen.kind === 'kept'
        ? savedCredential(row, keyring)
        : null;
  const { contextTokens } = wanted;
  return {
    ...endpoint(
      url.href,
      wanted.modelId ?? row.modelId,
      // As above.
      wanted.auth?.method ?? (row.authMethod as AuthMethod),
      credential,
      wanted.streaming ?? row.streaming === 1,
    ),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

function savedCredential(row: ConnectionRow, keyring: Keyring): Secret | null {
  if (row.credential === null || row.authMethod === 'none') return null;
  const binding = connectionBinding(row.id, new URL(row.url), row.authMethod);
  const credential = keyring.open(row.credential, binding);
  if (credential !== null) return credential;
  throw new ProblemError(
    409,
    'credential_unreadable',
    `The credential of the connection ${row.name} can't be opened. Give it again.`,
  );
}

function endpoint(
  url: string,
  modelId: string,
  method: AuthMethod,
  credential: Secret | null,
  streaming: boolean,
): EndpointToCheck {
  const auth =
    method === 'none' || credential === null ? { method: 'none' as const } : { method, credential };
  return { url, modelId, auth, streaming };
}
