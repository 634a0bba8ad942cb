import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { dialGuard, endpointName } from '@jackfield/gateway-config';
import type { EgressPolicy } from '@jackfield/gateway-config';

const timeoutMs = 10_000;
const answerBytesMax = 1024 * 1024;

interface FetchOptions {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/**
 * `fetch` that dials only what the policy allows: every address is vetted and
 * exactly that one is dialled. Follows no redirect, waits ten seconds at most and reads at most 1 MB.
 */
export function guardedFetch(
  policy: EgressPolicy,
): (url: string, options: FetchOptions) => Promise<Response> {
  return (text, { method, headers, body }) => {
    const url = new URL(text);
    const guard = dialGuard(endpointName(url), () => policy);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve, reject) => {
      if (isIP(host) !== 0) guard.vetLiteral(host);
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(
        url,
        {
          method,
          headers,
          agent: false,
          lookup: guard.lookup,
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => void readAll(response).then(resolve, reject),
      );
      request.on('error', reject);
      request.end(body === undefined || body === null ? undefined : bytesOf(body));
    });
  };
}

function bytesOf(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only text and forms are sent.');
}

async function readAll(response: IncomingMessage): Promise<Response> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > answerBytesMax) throw new Error('The answer is longer than 1 MB.');
    parts.push(part);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  const status = response.statusCode ?? 502;
  const body = status === 204 || status === 304 ? null : Buffer.concat(parts);
  return new Response(body, { status, headers });
}
