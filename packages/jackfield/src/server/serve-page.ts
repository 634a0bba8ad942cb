import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv, { type RequestHandler } from 'sirv';

/** The page loads nothing from elsewhere, and nobody else's page can hold it in a frame. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/**
 * Serves the built page from `folder`: its files, and its first document for every other path, which
 * the page's own router then shows. Files whose name holds their hash are kept by browsers for good.
 */
export function servePage(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  const files = existsSync(join(folder, 'index.html')) ? filesOf(folder) : notBuilt;
  return (request, response) => {
    request.resume();
    for (const [name, value] of Object.entries({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    })) {
      response.setHeader(name, value);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      say(
        response,
        405,
        'Only GET is answered here. The API is under /api/v1, the gateway under /v1.',
      );
      return;
    }
    files(request, response, () => say(response, 404, 'There is no such file.'));
  };
}

function filesOf(folder: string): RequestHandler {
  return sirv(folder, {
    single: true,
    etag: true,
    dotfiles: false,
    setHeaders(response, path) {
      // What has no extension is no file: there the first document answers.
      const isHashed = /^\/assets\/.+\.\w+$/.test(path);
      response.setHeader(
        'cache-control',
        isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}

function notBuilt(_request: IncomingMessage, response: ServerResponse): void {
  say(response, 503, 'The page has not been built. Run: npm start');
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${text}\n`);
}
