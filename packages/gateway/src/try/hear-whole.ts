import type { Endpoint } from '@jackfield/gateway-config';
import type { ModelListRequest, UpstreamHead } from '../providers/provider.ts';
import type { Clock } from '../turn/clock.ts';
import { authorize } from '../upstream/authorize.ts';
import type { Exchange } from '../upstream/exchange.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { transportWords } from './transport-words.ts';

/** How long one answer may take, and how large it may be. */
const totalMs = 30_000;
const bytesMax = 4_194_304;

interface Asking {
  readonly endpoint: Endpoint;
  readonly request: ModelListRequest;
  readonly upstream: Upstream;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Why there is no whole answer, in words for whoever asked. */
export class Unheard extends Error {
  override readonly name = 'Unheard';
}

export interface WholeAnswer {
  readonly head: UpstreamHead;
  readonly body: Buffer;
}

/**
 * Sends one GET and gives its answer, whatever its status. Bounded in time and memory.
 *
 * @throws Unheard when there is no whole answer.
 */
export async function hearWhole(asking: Asking): Promise<WholeAnswer> {
  const { endpoint, request, upstream, signal, clock } = asking;
  const { promise, resolve, reject } = Promise.withResolvers<WholeAnswer>();
  const headers = { ...request.headers, 'accept-encoding': 'identity', 'user-agent': 'jackfield' };
  authorize({ url: request.url, headers, body: null }, endpoint.auth, clock.now());
  const parts: Buffer[] = [];
  let bytes = 0;
  let head: UpstreamHead = { status: 0, headers: {} };
  const exchange: Exchange = upstream.send(endpoint, request.url, headers, null, {
    onConnected: () => undefined,
    onHead: (status, answered) => {
      head = { status, headers: answered };
    },
    onData: (part) => {
      parts.push(part);
      bytes += part.length;
      if (bytes > bytesMax) reject(new Unheard('Its answer is larger than 4 MB.'));
    },
    onEnd: () => resolve({ head, body: Buffer.concat(parts) }),
    onFailed: (error) => reject(new Unheard(transportWords(error).message)),
  });
  const cancelTimer = clock.after(totalMs, () =>
    reject(new Unheard(`No complete answer within ${totalMs / 1_000} s.`)),
  );
  const leave = (): void => reject(new Unheard('Nobody waits for the answer any more.'));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', leave);
    exchange.abort();
  }
}
