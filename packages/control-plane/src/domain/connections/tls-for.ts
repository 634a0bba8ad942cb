import { Secret } from '@jackfield/gateway-config';
import type { ConnectionTlsChange } from '../../schemas/connection-tls.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { refuseField } from '../refuse-field.ts';
import { fingerprintOf, needCertificates, needPair } from './certificates.ts';
import type { TlsColumns } from './connection-tls.ts';
import { isSameServer, type CredentialFor } from './credential-for.ts';

/** What a changed connection says of TLS, and which private key it has. */
export interface TlsFor {
  readonly tlsCa: string | null;
  readonly tlsCertificate: string | null;
  readonly key: CredentialFor;
}

/**
 * What is left out stays, `null` removes. A saved private key stays only with the certificate and the
 * server it was given for, as a saved credential does. What stays isn't judged again.
 *
 * @param now milliseconds since 1970, to tell what has ended.
 * @throws ProblemError 422 that names the field
 */
export function tlsFor(
  before: Pick<ConnectionRow, 'url'> & TlsColumns,
  url: URL,
  wanted: ConnectionTlsChange | null | undefined,
  now: number,
): TlsFor {
  const { caCertificates, clientCertificate, clientKey } =
    wanted === null ? { caCertificates: null, clientCertificate: null } : (wanted ?? {});
  const tlsCa = changed(before.tlsCa, caCertificates, (pem) =>
    needCertificates('tls.caCertificates', pem, now),
  );
  const tlsCertificate = changed(before.tlsCertificate, clientCertificate, (pem) =>
    needCertificates('tls.clientCertificate', pem, now),
  );
  if (tlsCertificate === null && typeof clientKey === 'string') {
    throw refuseField(
      'tls.clientCertificate',
      'certificate_required',
      'Give the client certificate that this private key belongs to, too.',
    );
  }
  if ((tlsCa !== null || tlsCertificate !== null) && url.protocol !== 'https:') {
    throw refuseField(
      'tls',
      'tls_without_https',
      'Certificates are used over https only. Give an https URL, or take the certificates out.',
    );
  }
  if (tlsCertificate === null) return { tlsCa, tlsCertificate, key: { kind: 'none' } };
  if (typeof clientKey === 'string') {
    needPair(tlsCertificate, clientKey);
    return { tlsCa, tlsCertificate, key: { kind: 'fresh', credential: new Secret(clientKey) } };
  }
  const stays =
    before.tlsKey !== null &&
    tlsCertificate === before.tlsCertificate &&
    isSameServer(new URL(before.url), url);
  if (stays) return { tlsCa, tlsCertificate, key: { kind: 'kept' } };
  throw refuseField(
    'tls.clientKey',
    'credential_required',
    before.tlsKey === null
      ? 'Give the private key of this client certificate, too.'
      : "The saved private key was given for another server or certificate, so it can't be used here. Give the key, with its certificate, in the same request.",
  );
}

function changed(
  before: string | null,
  wanted: string | null | undefined,
  judged: (pem: string) => string,
): string | null {
  if (wanted === undefined || wanted === before) return before;
  return wanted === null ? null : judged(wanted);
}

/** What the audit log says of it. */
export function tlsDetails({ tlsCa, tlsCertificate }: TlsFor): Record<string, unknown> {
  if (tlsCa === null && tlsCertificate === null) return { tls: null };
  const clientCertificate = tlsCertificate === null ? null : fingerprintOf(tlsCertificate);
  return { tls: { ownAuthorities: tlsCa !== null, clientCertificate } };
}
