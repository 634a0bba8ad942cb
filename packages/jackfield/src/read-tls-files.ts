import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { UsageProblem } from './usage-problem.ts';

const text = { type: 'string' } as const;

/** The flags by which a command takes an endpoint's certificates. */
export const tlsOptions = {
  'ca-file': text,
  'client-certificate-file': text,
  'client-key-file': text,
};

type TlsFlags = { readonly [flag in keyof typeof tlsOptions]?: string | undefined };

/** PEM texts; `null` what wasn't given. */
export interface TlsFiles {
  readonly caCertificates: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
}

/**
 * What the files that were named hold; `null` where none was.
 *
 * @throws UsageProblem for a file that can't be read or can't be used, and for half of a pair
 */
export async function readTlsFiles(flags: TlsFlags): Promise<TlsFiles | null> {
  const { 'ca-file': ca, 'client-certificate-file': certificate, 'client-key-file': key } = flags;
  if ((certificate === undefined) !== (key === undefined)) {
    throw new UsageProblem('--client-certificate-file and --client-key-file go together.');
  }
  if (ca === undefined && certificate === undefined) return null;
  const files = {
    caCertificates: await read('--ca-file', ca),
    clientCertificate: await read('--client-certificate-file', certificate),
    clientKey: await read('--client-key-file', key),
  };
  needUsable(files);
  return files;
}

async function read(flag: string, file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new UsageProblem(`The file of ${flag} can't be read (${reason}).`, { cause });
  }
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(pem)) return pem;
  throw new UsageProblem(`The file of ${flag} holds no PEM (text that begins with -----BEGIN).`);
}

function needUsable({ caCertificates, clientCertificate, clientKey }: TlsFiles): void {
  try {
    createSecureContext({
      ...(caCertificates === null ? {} : { ca: caCertificates }),
      ...(clientCertificate === null ? {} : { cert: clientCertificate }),
      ...(clientKey === null ? {} : { key: clientKey }),
    });
  } catch (cause) {
    // OpenSSL's own reason, which names no key material.
    const reason = cause instanceof Error ? cause.message.replace(/^.*:/s, '') : 'unknown';
    throw new UsageProblem(`These certificates can't be used: ${reason}.`, { cause });
  }
}
