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
export function routeByPath({ gateway, controlPlane, page }: Planes): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    if (isBelow(path, '/v1') || path === '/healthz' || path === '/readyz') {
      gateway(request, response);
    } else if (isBelow(path, '/api')) {
      controlPlane(request, response);
    } else {
      page(request, response);
    }
  };
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
