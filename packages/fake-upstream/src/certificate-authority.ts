import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface IssuedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  forServer(hosts: readonly string[], lifetime?: Lifetime): IssuedCertificate;
  forClient(name: string, lifetime?: Lifetime): IssuedCertificate;
}

/** From yesterday until in a year where it isn't said. */
interface Lifetime {
  readonly from?: Date;
  readonly until?: Date;
}

type Extension = Readonly<Record<string, unknown>> & { readonly name: string };

const dayMs = 86_400_000;

/** A certificate authority made anew, as a company's network has one of its own. */
export function makeCertificateAuthority(
  name = 'Test authority',
  lifetime: Lifetime = {},
): CertificateAuthority {
  const own = newKey();
  const certificate = issue(own, name, own, name, lifetime, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const issued = (
    subject: string,
    more: Lifetime,
    extensions: readonly Extension[],
  ): IssuedCertificate => {
    const key = newKey();
    return {
      key,
      certificate: issue(key, subject, own, name, more, [
        { name: 'basicConstraints', cA: false, critical: true },
        ...extensions,
      ]),
    };
  };
  return {
    certificate,
    forServer: (hosts, more = {}) =>
      issued(hosts[0] ?? 'server', more, [
        { name: 'extKeyUsage', serverAuth: true },
        // 2: a DNS name.
        { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
      ]),
    forClient: (subject, more = {}) =>
      issued(subject, more, [{ name: 'extKeyUsage', clientAuth: true }]),
  };
}

/** By Node, which is a hundred times faster at it. */
function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function issue(
  subjectKey: string,
  subject: string,
  issuerKey: string,
  issuer: string,
  { from, until }: Lifetime,
  extensions: readonly Extension[],
): string {
  const certificate = forge.pki.createCertificate();
  const { n, e } = forge.pki.privateKeyFromPem(subjectKey);
  certificate.publicKey = forge.pki.setRsaPublicKey(n, e);
  // Positive, as RFC 5280 §4.1.2.2 wants it.
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = from ?? new Date(Date.now() - dayMs);
  certificate.validity.notAfter = until ?? new Date(Date.now() + 365 * dayMs);
  certificate.setSubject([{ name: 'commonName', value: subject }]);
  certificate.setIssuer([{ name: 'commonName', value: issuer }]);
  certificate.setExtensions([...extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(issuerKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}
