import type { Endpoint } from '@jackfield/gateway-config';
import type {
  Provider,
  ProviderCall,
  StreamDecoder,
  StreamEvent,
  UpstreamHead,
  UpstreamRequest,
} from '../providers/provider.ts';
import type { Clock } from '../turn/clock.ts';
import { StreamProgress } from '../turn/stream-progress.ts';
import { authorize } from '../upstream/authorize.ts';
import type { Exchange } from '../upstream/exchange.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { withoutCredentials } from '../upstream/without-credentials.ts';
import { transportWords } from './transport-words.ts';

/** How long one trial may take, and how much of the upstream's words it keeps. */
const totalMs = 30_000;
const bytesMax = 1_048_576;
const evidenceCharacters = 4_000;

export interface Heard {
  status: number | null;
  contentType: string | null;
  /** The first 4,000 characters as they came. */
  body: string;
  answer: string;
  firstTokenMs: number | null;
  error: Error | null;
}

interface Listening {
  readonly provider: Provider;
  readonly call: ProviderCall;
  readonly endpoint: Endpoint;
  readonly request: UpstreamRequest;
  readonly upstream: Upstream;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Sends one request and hears its answer out, keeping what explains it. Bounded in time and memory. */
export async function listen(listening: Listening): Promise<Heard> {
  const { provider, call, endpoint, request, upstream, signal, clock } = listening;
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const startedAt = clock.now();
  const heard: Heard = {
    status: null,
    contentType: null,
    body: '',
    answer: '',
    firstTokenMs: null,
    error: null,
  };
  const progress = new StreamProgress();
  const parts: Buffer[] = [];
  let bytes = 0;
  let head: UpstreamHead = { status: 0, headers: {} };
  let decoder: StreamDecoder | null = null;
  let exchange: Exchange | null = null;
  let cancelTimer = (): void => undefined;

  const take = (events: Iterable<StreamEvent>): void => {
    for (const { chunk } of events) {
      progress.take(chunk);
      if (progress.hasToken) heard.firstTokenMs ??= clock.now() - startedAt;
      for (const { delta } of chunk.choices) {
        if (typeof delta?.content === 'string') heard.answer += delta.content;
      }
    }
  };
  const finish = (error: Error | null): void => {
    cancelTimer();
    exchange?.abort();
    heard.body = Buffer.concat(parts).toString('utf8').slice(0, evidenceCharacters);
    if (error !== null) {
      error.message = withoutCredentials(error.message, endpoint.auth);
      heard.error = error;
    }
    resolve(heard);
  };
  const guard = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      finish(
        error instanceof Error
          ? error
          : new Error('Its answer could not be read.', { cause: error }),
      );
    }
  };

  const headers = { ...request.headers, 'accept-encoding': 'identity', 'user-agent': 'jackfield' };
  const { url, body } = request;
  authorize({ url, headers, body }, endpoint.auth, startedAt);
  exchange = upstream.send(endpoint, url, headers, body, {
    onConnected: () => undefined,
    onHead: (status, answered) => {
      head = { status, headers: answered };
      heard.status = status;
      heard.contentType = String(answered['content-type'] ?? '') || null;
      if (isGood(status)) guard(() => (decoder = provider.decodeStream(head, call)));
    },
    onData: (part) => {
      parts.push(part);
      bytes += part.length;
      guard(() => {
        if (decoder) take(decoder.push(part));
        if (decoder?.done) {
          progress.end();
          finish(null);
        } else if (bytes > bytesMax) {
          throw new Error('Its answer is larger than 1 MB, so the trial was stopped.');
        }
      });
    },
    onEnd: () =>
      guard(() => {
        if (!decoder) throw provider.toError(head, Buffer.concat(parts));
        take(decoder.end());
        progress.end();
        finish(null);
      }),
    onFailed: (error) => finish(transportWords(error)),
  });
  cancelTimer = clock.after(totalMs, () =>
    finish(new Error(`No complete answer within ${totalMs / 1_000} s.`)),
  );
  signal.addEventListener('abort', () => finish(new Error('The trial was stopped.')), {
    once: true,
  });
  return await promise;
}

function isGood(status: number): boolean {
  return status >= 200 && status <= 299;
}
