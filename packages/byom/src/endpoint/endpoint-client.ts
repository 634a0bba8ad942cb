import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { DialGuard } from './dial-guard.ts';
import type { EndpointTls } from './endpoint-target.ts';
import type { AnswerEnd, Exchange, FailedStage, Read, SentRequest, Timings } from './exchange.ts';

/** More of an answer is not held: the largest answer that a check expects is a few hundred kilobytes. */
const answerBytesMax = 4 * 1_048_576;
const socketsMax = 16;

export interface SendOptions {
  /** Ends the exchange, whatever it is at. */
  readonly signal: AbortSignal;
  /** How long the exchange may take. */
  readonly limitMs: number;
  /** Told each read; `true` hangs up. */
  readonly heardEnough?: (part: Buffer) => boolean;
  /** A socket of its own, so that connecting is measured. */
  readonly freshSocket?: boolean;
}

/**
 * Talks to one endpoint and tells exactly what happened, with the time of every read. Never throws
 * for what an endpoint does; bounded in time and memory; redirects are not followed and compressed
 * answers not unpacked. `close` ends every socket.
 */
export class EndpointClient {
  readonly #now: () => number;
  readonly #guard: DialGuard | null;
  readonly #tls: object;
  readonly #agents: readonly [http: HttpAgent, https: HttpsAgent];

  /** @param now a clock that never goes back, in milliseconds. */
  constructor(now: () => number, guard: DialGuard | null, tls: EndpointTls | null = null) {
    this.#now = now;
    this.#guard = guard;
    const options = { keepAlive: true, maxSockets: socketsMax };
    this.#tls = tlsOptions(tls);
    this.#agents = [new HttpAgent(options), new HttpsAgent(options)];
  }

  send(request: SentRequest, options: SendOptions): Promise<Exchange> {
    const { promise, resolve } = Promise.withResolvers<Exchange>();
    const startedAt = this.#now();
    const since = (): number => this.#now() - startedAt;
    const timings: { -readonly [name in keyof Timings]: Timings[name] } = {
      nameMs: null,
      connectMs: null,
      tlsMs: null,
      headMs: null,
      totalMs: 0,
    };
    let sentAt = startedAt;
    let stage: FailedStage = isIP(bareHost(request.url)) === 0 ? 'name' : 'connect';
    const refusal = stage === 'connect' ? this.#refusalOf(request.url) : null;
    if (refusal !== null) {
      resolve({ kind: 'failed', request, timings, stage, ...words(refusal) });
      return promise;
    }
    let settled = false;
    const settle = (exchange: Exchange): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      timings.totalMs = since();
      resolve(exchange);
    };
    const fail = (code: string, message: string): void =>
      settle({ kind: 'failed', request, timings, stage, code, message });

    const isHttps = request.url.protocol === 'https:';
    const outgoing = (isHttps ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      headers: { ...request.headers },
      agent: options.freshSocket === true ? false : this.#agents[isHttps ? 1 : 0],
      maxHeaderSize: 64 * 1_024,
      ...(this.#guard ? { lookup: this.#guard.lookup } : {}),
      ...(isHttps ? this.#tls : {}),
    });
    let answer: IncomingMessage | null = null;
    let endAnswer: (end: AnswerEnd) => void = () => {};
    const stop = (end: AnswerEnd, code: string, message: string): void => {
      if (answer) endAnswer(end);
      else fail(code, message);
      outgoing.destroy();
    };
    const timer = setTimeout(
      () => stop('silent', 'TIMEOUT', `No answer within ${options.limitMs} ms.`),
      options.limitMs,
    );
    const onAbort = (): void => stop('silent', 'STOPPED', 'The check was stopped.');
    if (options.signal.aborted) queueMicrotask(onAbort);
    options.signal.addEventListener('abort', onAbort, { once: true });

    outgoing.on('socket', (socket: Socket) => {
      const sent = (): void => {
        stage = 'request';
        sentAt = this.#now();
      };
      if (!socket.connecting && outgoing.reusedSocket) {
        sent();
        return;
      }
      socket.once('lookup', (error: Error | null) => {
        if (error !== null) return;
        timings.nameMs = stage === 'name' ? since() : null;
        stage = 'connect';
      });
      socket.once('connect', () => {
        timings.connectMs = since() - (timings.nameMs ?? 0);
        stage = 'tls';
        if (!isHttps) sent();
      });
      socket.once('secureConnect', () => {
        timings.tlsMs = since() - (timings.nameMs ?? 0) - (timings.connectMs ?? 0);
        sent();
      });
    });
    outgoing.on('error', (error) => {
      const { code, message } = words(error);
      // A socket that closes between head and end is reported by the answer itself.
      if (!answer) fail(code, message);
    });
    // However many come, no more than there are of them.
    const interimStatuses = new Set<number>();
    outgoing.on('information', ({ statusCode }) => interimStatuses.add(statusCode));
    outgoing.on('response', (incoming) => {
      answer = incoming;
      timings.headMs = this.#now() - sentAt;
      const reads: Read[] = [];
      let bytes = 0;
      const certificateEndsAt = certificateEnd(incoming.socket);
      endAnswer = (end) =>
        settle({
          kind: 'answered',
          request,
          timings,
          interimStatuses,
          status: incoming.statusCode ?? 0,
          headers: pairs(incoming.rawHeaders),
          reads,
          body: Buffer.concat(reads.map((read) => read.bytes)),
          end,
          certificateEndsAt,
        });
      incoming.on('data', (part: Buffer) => {
        if (settled) return;
        reads.push({ atMs: this.#now() - sentAt, bytes: part });
        bytes += part.length;
        if (bytes > answerBytesMax) stop('too_large', '', '');
        else if (options.heardEnough?.(part) === true) stop('left', '', '');
      });
      incoming.on('end', () => endAnswer('complete'));
      incoming.on('error', () => endAnswer('cut'));
      incoming.on('close', () => endAnswer('cut'));
    });
    outgoing.end(request.body);
    return promise;
  }

  /** A literal address is never looked up, so it is judged here. */
  #refusalOf(url: URL): unknown {
    try {
      this.#guard?.vetLiteral(bareHost(url));
      return null;
    } catch (error) {
      return error;
    }
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function tlsOptions(tls: EndpointTls | null): object {
  const { caCertificates = null, client = null } = tls ?? {};
  return {
    ...(caCertificates === null ? {} : { ca: caCertificates }),
    ...(client === null ? {} : { cert: client.certificate, key: client.key.reveal() }),
  };
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function words(error: unknown): { code: string; message: string } {
  // Where a name has several addresses, each one's failure is told.
  const message =
    error instanceof AggregateError && error.message === ''
      ? error.errors.map((each) => words(each).message).join('; ')
      : error instanceof Error
        ? reasonOf(error)
        : String(error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code: code || (error instanceof Error ? error.name : 'ERROR'), message };
}

/** OpenSSL's own reason, without the source lines it names; else the message, without advice on how to start Node. */
function reasonOf(error: Error): string {
  const [, reason] = /:SSL routines:[^:]*:([^:]+):/.exec(error.message) ?? [];
  return reason ?? error.message.replace(/; if the root CA is installed locally.*$/s, '');
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  const list: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    list.push([raw[index] ?? '', raw[index + 1] ?? '']);
  }
  return list;
}

function certificateEnd(socket: Socket): Date | null {
  if (!(socket instanceof TLSSocket)) return null;
  const { valid_to: validTo } = socket.getPeerCertificate();
  const endsAt = new Date(validTo);
  return Number.isNaN(endsAt.getTime()) ? null : endsAt;
}
