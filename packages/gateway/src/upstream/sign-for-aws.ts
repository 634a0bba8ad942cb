import { createHmac, hash } from 'node:crypto';
import type { EndpointAuth } from '@jackfield/gateway-config';
import type { OutgoingRequest } from './authorize.ts';
import { methodOf } from './method-of.ts';

export type AwsCredentials = Extract<EndpointAuth, { kind: 'aws-sigv4' }>;

/** Bedrock Runtime's name in the credential scope. Source: `@aws-sdk/client-bedrock-runtime`. */
const service = 'bedrock';

/**
 * Signs one request for AWS, by Signature Version 4. Guarantees that host, path, query, content
 * type, date and the exact body are covered; none of them may be changed afterwards.
 * `now` is in milliseconds since 1970: AWS refuses a signature more than five minutes off.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html;
 * why it isn't the vendor's library: decision 0056.
 */
export function signForAws(request: OutgoingRequest, auth: AwsCredentials, now: number): void {
  const { url, headers, body } = request;
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const bodyHash = sha256(body ?? '');
  headers['x-amz-date'] = date;
  headers['x-amz-content-sha256'] = bodyHash;
  if (auth.sessionToken !== null) headers['x-amz-security-token'] = auth.sessionToken.reveal();

  const signed = signedHeaders(request);
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    methodOf(body),
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyHash,
  ].join('\n');

  const scope = `${day}/${auth.region}/${service}/aws4_request`;
  const key = [auth.region, service, 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${auth.secretAccessKey.reveal()}`, day),
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'));
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${auth.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`;
}

/** What a proxy may rightly change (`user-agent`, `accept-encoding`) stays out. */
function signedHeaders({ url, headers }: OutgoingRequest): [name: string, value: string][] {
  const signed = Object.entries({ ...headers, host: url.host }).filter(
    ([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'),
  );
  return signed
    .map(([name, value]): [string, string] => [name, value.trim().replace(/\s+/g, ' ')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Each segment is encoded once more than on the wire: a model id's `%3A` becomes `%253A`. */
function canonicalPath({ pathname }: URL): string {
  return pathname.split('/').map(encode).join('/');
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(bytes: string | Buffer): string {
  return hash('sha256', bytes);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
