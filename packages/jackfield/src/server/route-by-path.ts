import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface Planes {
  /** `/v1/…`, `/healthz`, `/readyz`. */
  readonly gateway: Handler;
  /** `/api/…`. */
  readonly controlPlane: Handler;
  /** Everything else. */
  readonly page: Handler;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Sends each request to the plane that answers its path. */
export function routeByPath(planes: Planes): RequestListener {
  return (request, response) => planes[planeOf(request)](request, response);
}

/** Which plane answers a request. */
export function planeOf({ url = '/' }: Pick<IncomingMessage, 'url'>): keyof Planes {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  if (isBelow(path, '/v1') || path === '/healthz' || path === '/readyz') return 'gateway';
  return isBelow(path, '/api') ? 'controlPlane' : 'page';
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
