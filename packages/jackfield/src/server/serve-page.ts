import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv, { type RequestHandler } from 'sirv';

/**
 * The page loads nothing from elsewhere, runs nothing that stands in a document, and nobody else's page
 * can hold it in a frame. Its own styles are in files; what React sets goes through the CSSOM, which is
 * free: https://www.w3.org/TR/CSP3/#directive-style-src
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** None of what a page could ask a browser for is needed here. */
const permissionsPolicy = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

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
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': permissionsPolicy,
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
    // The build leaves each text compressed beside itself.
    brotli: true,
    gzip: true,
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
