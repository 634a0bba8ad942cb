import { readFileSync } from 'node:fs';

function read(name: string): string {
  return readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');
}

const key = read('server-key');

/** The authority that `trusted` and `expired` are from: known to nobody until a test says so. */
export const authority = read('authority');

/**
 * Certificates for 127.0.0.1 and localhost, made with `openssl ca`, whose key was thrown away:
 * valid from 2020 to 2120, but for the expired one, which ended with 2020.
 */
export const certificates = {
  trusted: { key, cert: read('trusted') },
  expired: { key, cert: read('expired') },
  selfSigned: { key, cert: read('self-signed') },
} as const;

/** Four days before the trusted certificate ends. */
export const shortlyBeforeTheEnd = new Date('2119-12-28T00:00:00Z');
