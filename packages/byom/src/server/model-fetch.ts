import type { Caller, IncomingBody, IncomingCall } from './caller.ts';
import { checkOptions, type ModelServerOptions } from './options.ts';
import { tooLarge } from './read-request.ts';
import { serveCall } from './serve-call.ts';

/**
 * The same server as a function from `Request` to `Response`, for Hono, Bun, Deno and Next. The reply
 * is asked for its next piece when the response's stream is read, and returned when it is cancelled.
 *
 * @throws TypeError for options that make no server.
 */
export function modelFetch(options: ModelServerOptions): (request: Request) => Promise<Response> {
  checkOptions(options);
  return (request) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const call: IncomingCall = {
      method: request.method,
      path: new URL(request.url).pathname,
      header: (name) => request.headers.get(name) ?? undefined,
      readBody: (bytesMax) => readBody(request, bytesMax),
    };
    void serveCall(call, toCaller(request, resolve), options);
    return promise;
  };
}

function toCaller(request: Request, respond: (response: Response) => void): Caller {
  const left = new AbortController();
  const leave = (): void => {
    left.abort();
    // A runtime that has no more use for the response still waits for one.
    respond(new Response(null, { status: 499 }));
  };
  if (request.signal.aborted) leave();
  request.signal.addEventListener('abort', leave, { once: true });
  const body = new BodyStream(left);
  let begun = false;
  return {
    signal: left.signal,
    get begun() {
      return begun;
    },
    send: (status, headers, text) => {
      const all = { 'content-type': 'application/json', ...withoutConnection(headers) };
      respond(new Response(text, { status, headers: all }));
      begun = true;
      request.signal.removeEventListener('abort', leave);
    },
    begin: (headers) => {
      respond(new Response(body.stream, { status: 200, headers: withoutConnection(headers) }));
      begun = true;
    },
    write: (text) => body.write(text),
    end: (text) => {
      request.signal.removeEventListener('abort', leave);
      body.end(text);
    },
    drop: () => {
      body.drop();
      leave();
    },
  };
}

/** How a connection is kept is not a fetch-style handler's to say. */
function withoutConnection(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { connection: _connection, ...others } = headers;
  return others;
}

const encoder = new TextEncoder();

/** A response's body that says when its reader has room, and when it left. */
class BodyStream {
  readonly stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #room: PromiseWithResolvers<void> | null = null;

  constructor(left: AbortController) {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#makeRoom(),
      cancel: () => {
        this.#controller = null;
        left.abort();
        this.#makeRoom();
      },
    });
    left.signal.addEventListener('abort', () => this.#makeRoom(), { once: true });
  }

  write(text: string): Promise<void> | undefined {
    const controller = this.#controller;
    if (controller === null) return undefined;
    controller.enqueue(encoder.encode(text));
    if ((controller.desiredSize ?? 0) > 0) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  end(text: string): void {
    const controller = this.#controller;
    if (controller === null) return;
    this.#controller = null;
    controller.enqueue(encoder.encode(text));
    controller.close();
  }

  drop(): void {
    this.#controller?.error(new Error('The caller has stopped reading.'));
    this.#controller = null;
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = null;
  }
}

async function readBody(request: Request, bytesMax: number): Promise<IncomingBody> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax);
  if (request.bodyUsed) {
    throw new TypeError('The body was read before: call modelFetch before anything that reads it.');
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    parts.push(part);
  }
  return { kind: 'bytes', bytes: joined(parts, bytes) };
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
