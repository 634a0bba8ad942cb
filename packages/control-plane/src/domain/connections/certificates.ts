import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { refuseField } from '../refuse-field.ts';

const certificatesMax = 200;

/** The fields of a connection that hold certificates. */
type CertificateField = 'tls.caCertificates' | 'tls.clientCertificate';

/**
 * The certificates of a text as PEM and nothing else: what stood between them is left out, for
 * certificates are answered again. None has ended, and none has yet to begin.
 *
 * @throws ProblemError 422 for `field`
 */
export function needCertificates(field: CertificateField, pem: string, now: number): string {
  const certificates = read(field, pem);
  for (const certificate of certificates) needInDate(field, certificate, now);
  return certificates
    .map((certificate) => certificate.toString())
    .join('')
    .trimEnd();
}

/** @throws ProblemError 422 for `tls.clientKey`, or for both when OpenSSL takes neither */
export function needPair(certificate: string, key: string): void {
  const field = 'tls.clientKey';
  if (!new X509Certificate(certificate).checkPrivateKey(privateKey(field, key))) {
    throw refuseField(
      field,
      'key_mismatch',
      'This private key is not the one of the client certificate. The certificate has to come first in its file, before its chain.',
    );
  }
  try {
    createSecureContext({ cert: certificate, key });
  } catch (cause) {
    // For instance a key that is too short. OpenSSL's reason names no key material.
    const reason = cause instanceof Error ? cause.message.replace(/^.*:/s, '') : 'unknown';
    throw refuseField(
      'tls.clientCertificate',
      'certificate_unusable',
      `OpenSSL does not take this certificate and key: ${reason}.`,
    );
  }
}

/** When a client certificate ends, as a date of ISO 8601. */
export function endOfCertificate(pem: string): string {
  return new X509Certificate(pem).validToDate.toISOString();
}

export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

function read(field: string, pem: string): X509Certificate[] {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) {
    throw refuseField(
      field,
      'certificate_invalid',
      'A private key stands among these certificates, which everybody who sees the connection may read. Only certificates belong here.',
    );
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw refuseField(
      field,
      'certificate_invalid',
      'Give certificates as PEM: text that begins with -----BEGIN CERTIFICATE-----. From DER: openssl x509 -inform der -in certificate.der',
    );
  }
  if (blocks.length > certificatesMax) {
    throw refuseField(
      field,
      'certificate_invalid',
      `Give at most ${certificatesMax} certificates.`,
    );
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw refuseField(
        field,
        'certificate_invalid',
        `Certificate ${index + 1} of ${blocks.length} can't be read. Copy it whole, with its first and last line.`,
      );
    }
  });
}

function needInDate(field: string, certificate: X509Certificate, now: number): void {
  const ended = certificate.validToDate.getTime() <= now;
  if (!ended && certificate.validFromDate.getTime() <= now) return;
  const whose = certificate.subject.replace(/[\p{C}]+/gu, ', ').slice(0, 200);
  throw refuseField(
    field,
    ended ? 'certificate_expired' : 'certificate_not_yet_valid',
    ended
      ? `The certificate of ${whose} ended on ${day(certificate.validToDate)}. Give one that has been renewed, or leave it out of the bundle.`
      : `The certificate of ${whose} counts only from ${day(certificate.validFromDate)} on. Wait until then, or check the clock of this machine.`,
  );
}

function privateKey(field: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw refuseField(
      field,
      'key_invalid',
      /ENCRYPTED/.test(pem)
        ? 'The private key is under a passphrase. Take that off (openssl pkey -in key.pem); here the key is sealed anyway.'
        : 'Give the private key as PEM: text that begins with -----BEGIN PRIVATE KEY-----.',
    );
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
