import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a browser may remember the answer to its question. */
const maxAgeSeconds = 600;

/** What a page may read of an answer, beside its body. */
const exposed =
  'x-request-id, x-jackfield-revision, x-jackfield-model, x-jackfield-attempts, x-jackfield-dropped, retry-after';

/**
 * Lets pages of `origins` call the gateway with an agent key; never with cookies, and no page otherwise.
 * `true` when that was all the browser asked.
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  origins: ReadonlySet<string>,
): boolean {
  if (origins.size === 0) return false;
  response.setHeader('vary', 'origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.has(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposed);
  const asks = request.headers['access-control-request-method'] !== undefined;
  if (request.method !== 'OPTIONS' || !asks) return false;
  request.resume();
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    // The wildcard does not stand for this one: https://fetch.spec.whatwg.org/#cors-preflight-fetch
    'access-control-allow-headers': '*, authorization',
    'access-control-max-age': String(maxAgeSeconds),
  });
  response.end();
  return true;
}
