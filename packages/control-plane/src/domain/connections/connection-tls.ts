import type { EndpointTls, Secret } from '@jackfield/gateway-config';
import { ProblemError } from '../../problem-error.ts';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import type { ConnectionRow } from '../../store/tables.ts';

/** What a connection's row says of TLS. */
export type TlsColumns = Pick<ConnectionRow, 'tlsCa' | 'tlsCertificate' | 'tlsKey'>;

export const noTls: TlsColumns = { tlsCa: null, tlsCertificate: null, tlsKey: null };

/** Where the private key of a client certificate belongs: for another server it does not open. */
export function clientKeyBinding(id: string, url: URL): CredentialBinding {
  const authMethod = 'client-certificate';
  return { table: 'connections', row: id, column: 'tls_key', url, authMethod };
}

/** In the form in which it is used; `null` where TLS is spoken as with everybody. */
export function toEndpointTls(
  { tlsCa, tlsCertificate }: Pick<TlsColumns, 'tlsCa' | 'tlsCertificate'>,
  key: Secret | null,
): EndpointTls | null {
  if (tlsCa === null && tlsCertificate === null) return null;
  const client =
    tlsCertificate === null || key === null ? null : { certificate: tlsCertificate, key };
  return { caCertificates: tlsCa, client };
}

/** The sealed private key; `null` where there is none. @throws ProblemError 409 `credential_unreadable` */
export function savedClientKey(row: ConnectionRow, keyring: Keyring): Secret | null {
  if (row.tlsKey === null) return null;
  const key = keyring.open(row.tlsKey, clientKeyBinding(row.id, new URL(row.url)));
  if (key !== null) return key;
  throw new ProblemError(
    409,
    'credential_unreadable',
    `The private key of the connection ${row.name} can't be opened. Give it again, with its certificate.`,
  );
}
