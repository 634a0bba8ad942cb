import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, IncomingBody, IncomingCall } from './caller.ts';
import { checkOptions, type ModelServerOptions } from './options.ts';
import { tooLarge } from './read-request.ts';
import { isServed, serveCall } from './serve-call.ts';

/** A listener for `node:http`; also a middleware, which passes on what is not its own. */
export type ModelHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * The same server for whoever has one already: Node's, Express's or any that gives Node's request
 * and response. Where a middleware has parsed the body, that is used.
 *
 * @throws TypeError for options that make no server.
 */
export function modelHandler(options: ModelServerOptions): ModelHandler {
  checkOptions(options);
  return (request, response, next) => {
    const path = pathOf(request);
    if (next !== undefined && !isServed(path, options)) {
      next();
      return;
    }
    handleCall(request, response, options);
  };
}

/** Answers one call; `parsedBody` where the framework keeps it elsewhere than in `request.body`. */
export function handleCall(
  request: IncomingMessage,
  response: ServerResponse,
  options: ModelServerOptions,
  parsedBody: unknown = bodyOf(request),
): void {
  const left = new AbortController();
  const call: IncomingCall = {
    method: request.method ?? 'GET',
    path: pathOf(request),
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    readBody: (bytesMax) => readBody(request, bytesMax, parsedBody, left),
  };
  void serveCall(call, toCaller(response, left), options).then(() => {
    // Whatever the caller still sends is thrown away, so that it gets to read the answer.
    request.resume();
  });
}

/** The path as this server sees it: Express takes off what a router is mounted on. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function toCaller(response: ServerResponse, left: AbortController): Caller {
  const leave = (): void => {
    if (!response.writableFinished) left.abort();
  };
  if (response.destroyed) leave();
  response.on('close', leave);
  // A reset socket reports here too; `close` follows and says all that matters.
  response.on('error', () => undefined);
  return {
    signal: left.signal,
    get begun() {
      return response.headersSent;
    },
    send: (status, headers, text) => {
      if (response.destroyed) return;
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        ...headers,
      });
      response.end(text);
    },
    begin: (headers) => {
      if (!response.destroyed) response.writeHead(200, headers);
    },
    write: (text) => {
      if (response.destroyed || response.write(text)) return undefined;
      return roomOf(response);
    },
    end: (text) => {
      if (!response.destroyed) response.end(text);
    },
    drop: () => response.destroy(),
  };
}

/** Resolves when there is room again, or when nobody is left to need it. */
function roomOf(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const settle = (): void => {
    response.off('drain', settle);
    response.off('close', settle);
    resolve();
  };
  response.on('drain', settle);
  response.on('close', settle);
  return promise;
}

/** What a middleware such as `express.json()` left; the body parsers of Express 4 leave `{}` unread. */
function bodyOf(request: IncomingMessage): unknown {
  const body: unknown = 'body' in request ? request.body : undefined;
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return isEmpty && !request.readableDidRead ? undefined : body;
}

async function readBody(
  request: IncomingMessage,
  bytesMax: number,
  parsed: unknown,
  left: AbortController,
): Promise<IncomingBody> {
  if (parsed instanceof Uint8Array) return { kind: 'bytes', bytes: parsed };
  if (typeof parsed === 'string') return { kind: 'bytes', bytes: Buffer.from(parsed) };
  if (parsed !== undefined) return { kind: 'parsed', value: parsed };
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const parts: Buffer[] = [];
  let bytes = 0;
  // A loop that throws would destroy the socket, and the answer with it; so it is read by events.
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  request.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= bytesMax) parts.push(part);
    else reject(tooLarge(bytesMax));
  });
  request.on('end', () => resolve(Buffer.concat(parts)));
  request.on('error', (error) => {
    // Only a caller that leaves breaks its own request.
    left.abort();
    reject(error);
  });
  return { kind: 'bytes', bytes: await promise };
}
