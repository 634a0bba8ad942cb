import type { IncomingMessage, ServerResponse } from 'node:http';

/** `GET /healthz` (the process lives) and `GET /readyz` (it may take traffic); no key needed. */
export function health(request: IncomingMessage, response: ServerResponse, ok: boolean): void {
  request.resume();
  const body = JSON.stringify({ status: ok ? 'ok' : 'not_ready' });
  response.writeHead(ok ? 200 : 503, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
