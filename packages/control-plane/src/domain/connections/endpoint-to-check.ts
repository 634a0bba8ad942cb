import { Secret, type EndpointTls } from '@jackfield/gateway-config';
import type { EndpointToCheck } from '../../options.ts';
import { ProblemError } from '../../problem-error.ts';
import type { ConnectionChangeDraft, ConnectionDraft } from '../../schemas/connection.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { connectionBinding, type AuthMethod } from './connection-credential.ts';
import { noTls, savedClientKey, toEndpointTls } from './connection-tls.ts';
import { credentialFor } from './credential-for.ts';
import { tlsFor, type TlsFor } from './tls-for.ts';

/** A draft that was never saved. `url` as `endpointUrl` gave it. @throws ProblemError 422 */
export function draftToCheck(
  url: URL,
  { modelId, auth, tls, streaming, contextTokens }: Omit<ConnectionDraft, 'name' | 'url'>,
  now: number,
): EndpointToCheck {
  const wantedTls = tlsFor({ ...noTls, url: url.href }, url, tls, now);
  const credential = auth.method === 'none' ? null : new Secret(auth.credential);
  return {
    ...endpoint(url.href, modelId, auth.method, credential, streaming, tlsOf(wantedTls, null)),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

/** A connection as it is saved. @throws ProblemError 409 `credential_unreadable` */
export function savedToCheck(row: ConnectionRow, keyring: Keyring): EndpointToCheck {
  const credential = savedCredential(row, keyring);
  // The border checks the method before a row is written.
  const method = row.authMethod as AuthMethod;
  const tls = toEndpointTls(row, savedClientKey(row, keyring));
  return endpoint(row.url, row.modelId, method, credential, row.streaming === 1, tls);
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
  now: number,
): EndpointToCheck {
  const wantedTls = tlsFor(row, url, wanted.tls, now);
  const keptKey = wantedTls.key.kind === 'kept' ? savedClientKey(row, keyring) : null;
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
      tlsOf(wantedTls, keptKey),
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

function tlsOf(wanted: TlsFor, kept: Secret | null): EndpointTls | null {
  return toEndpointTls(wanted, wanted.key.kind === 'fresh' ? wanted.key.credential : kept);
}

function endpoint(
  url: string,
  modelId: string,
  method: AuthMethod,
  credential: Secret | null,
  streaming: boolean,
  tls: EndpointTls | null,
): EndpointToCheck {
  const auth =
    method === 'none' || credential === null ? { method: 'none' as const } : { method, credential };
  return { url, modelId, auth, streaming, ...(tls === null ? {} : { tls }) };
}
