import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { hostJudge, type AllowedHosts } from './allowed-hosts.ts';
import { answerRefusal, type Refusal } from './answer-refusal.ts';
import { answerCors } from './cors.ts';
import { refusedSockets } from './refused-sockets.ts';
import { planeOf } from './route-by-path.ts';

export interface FrontDoorOptions {
  readonly allowedHosts: AllowedHosts;
  /** Origins whose pages may call the gateway. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly log: {
    debug(fields: object, message: string): void;
    isLevelEnabled(level: 'debug'): boolean;
  };
}

/**
 * What every request passes before anything else sees it: one that two servers could read differently is
 * refused, so is one for a host that isn't ours, and no answer of the REST API may be framed.
 */
export function frontDoor(options: FrontDoorOptions, listener: RequestListener): RequestListener {
  const isOurHost = hostJudge(options.allowedHosts);
  return (request, response) => {
    if (options.log.isLevelEnabled('debug')) logWhenDone(request, response, options.log);
    const refusal = refusalOf(request, isOurHost);
    if (refusal !== null) {
      refusedSockets.add(request.socket);
      // What follows on this connection may not be what it seems.
      answerRefusal(request, response, refusal, { connection: 'close' });
      return;
    }
    const plane = planeOf(request);
    if (plane === 'controlPlane') {
      response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
      response.setHeader('x-frame-options', 'DENY');
    }
    if (plane === 'gateway' && answerCors(request, response, options.corsOrigins)) return;
    listener(request, response);
  };
}

/** Ids and numbers only: a path or a header may hold what somebody pasted. */
function logWhenDone(
  request: IncomingMessage,
  response: ServerResponse,
  log: FrontDoorOptions['log'],
): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const requestId = response.getHeader('x-request-id');
    const ms = Math.round(performance.now() - startedAt);
    const { method } = request;
    const plane = planeOf(request);
    const status = response.headersSent ? response.statusCode : null;
    log.debug({ requestId, plane, method, status, ms }, 'A request was answered');
  });
}

/** Node's parser has refused most of it by now; this is what it lets through (RFC 9112 §3.2, §6.1). */
function refusalOf(
  request: IncomingMessage,
  isOurHost: (header: string | undefined) => boolean,
): Refusal | null {
  const { url = '', headers, httpVersion } = request;
  if (!url.startsWith('/') && !(url === '*' && request.method === 'OPTIONS')) {
    return badRequest('The request must name a path, not a whole URL: this is no proxy.');
  }
  if (countOf(request, 'host') > 1) return badRequest('The request names more than one host.');
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (httpVersion === '1.0' || encoding.toLowerCase() !== 'chunked')) {
    return badRequest('The request has a transfer encoding that is not understood alike by all.');
  }
  // Probes of a load balancer know no name.
  if (url === '/healthz' || url === '/readyz') return null;
  return isOurHost(headers.host) ? null : otherHost;
}

function countOf({ rawHeaders }: IncomingMessage, name: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === name.length && rawHeaders[at]?.toLowerCase() === name)
      count += 1;
  }
  return count;
}

function badRequest(message: string): Refusal {
  return { status: 400, code: 'bad_http_request', title: 'Bad request', message };
}

const otherHost: Refusal = {
  status: 421,
  code: 'host_not_allowed',
  title: 'Another host',
  message:
    'This server is not known by the host name of this request. If it should be, name it in JACKFIELD_ALLOWED_HOSTS and start again.',
};
