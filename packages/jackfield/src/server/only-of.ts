import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Role } from '@jackfield/control-plane';
import type { Planes } from './route-by-path.ts';

/** The planes that a role has; what is left out says where to go. Health is answered by every role. */
export function onlyOf(role: Role, planes: Planes): Planes {
  switch (role) {
    case 'all':
      return planes;
    case 'gateway': {
      const elsewhere = refuse(
        'This process carries turns alone (--role gateway). The page and the REST API are on the one with --role control.',
      );
      return { ...planes, controlPlane: elsewhere, page: elsewhere };
    }
    case 'control': {
      const elsewhere = refuse(
        'This process carries no turns of callers (--role control). Send them to one with --role gateway.',
      );
      return {
        ...planes,
        gateway(request, response) {
          const isHealth = request.url === '/healthz' || request.url === '/readyz';
          (isHealth ? planes.gateway : elsewhere)(request, response);
        },
      };
    }
  }
}

/** The shape of OpenAI's errors, which callers of the gateway read, and people can. */
function refuse(message: string): (request: IncomingMessage, response: ServerResponse) => void {
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: 'not_served_here' },
  });
  return (request, response) => {
    request.resume();
    response.writeHead(404, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(body);
  };
}
