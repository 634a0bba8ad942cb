import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../src/upstream/sign-for-aws.ts';

/** What a request's `authorization` is by `@smithy/signature-v4`, the signer inside AWS's SDK. */
export async function vendorSignature(
  url: URL,
  headers: Record<string, string>,
  body: string | null,
  { region, accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  signingDate: Date,
): Promise<string | undefined> {
  const signer = new SignatureV4({
    service: 'bedrock',
    region,
    credentials: {
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
    },
    sha256: NodeSha256,
  });
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const { protocol, hostname, pathname: path } = url;
  const method = body === null ? 'GET' : 'POST';
  const request = { method, protocol, hostname, path, query, headers, body: body ?? '' };
  const signed = await signer.sign(request, { signingDate });
  return signed.headers['authorization'];
}

class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    // Holds: the signer gives text or a Uint8Array.
    const key = secret as string | Uint8Array | undefined;
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    // The signer makes a new one each time.
  }
}
