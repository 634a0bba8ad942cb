import { createHash } from 'node:crypto';
import type { HttpCall } from '../http-call.ts';

/**
 * The canonical request of Signature Version 4, made anew from what arrived. The path is encoded once more
 * than it came (every service but S3), so `%3A` is signed as `%253A`.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(call: HttpCall, signedHeaders: readonly string[]): string {
  return [
    call.method,
    canonicalPath(call.path),
    canonicalQuery(call.query),
    ...signedHeaders.map((name) => `${name}:${headerValue(call, name)}`),
    '',
    signedHeaders.join(';'),
    sha256(call.body),
  ].join('\n');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(encode(segment));
  }
  const slash = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${slash}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=', 2);
    return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))];
  });
  const sorted = pairs.toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** RFC 3986: all but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue({ headers }: HttpCall, name: string): string {
  return [headers[name] ?? ''].flat().join(',').trim().replace(/\s+/g, ' ');
}
