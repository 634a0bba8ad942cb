import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerRequest, type FakeState } from './answer-request.ts';
import { fakeCredentials, type BedrockCredentials, type Credentials } from './credentials.ts';
import { models } from './models.ts';
import type { Pace } from './pace.ts';
import type { Script } from './script.ts';
import type { SeenRequest } from './seen-request.ts';
import type { VendorId } from './vendor.ts';
import { vendors } from './vendors.ts';

export interface FakeUpstreamOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** What differs from `fakeCredentials`. */
  credentials?: Partial<Omit<Credentials, 'bedrock'>> & { bedrock?: Partial<BedrockCredentials> };
  script?: Script;
  /** For every answer; by default each is one write. */
  pace?: Pace;
  /** What a vendor lists, instead of the fake's own list. */
  models?: Partial<Record<VendorId, readonly string[]>>;
  /** How many requests are kept in `seen`; 1000 by default, 0 for a benchmark. */
  seenMax?: number;
  /** Milliseconds since 1970, for signatures and `created`. */
  now?: () => number;
}

/** A model server at the edge of the world, on real sockets. */
export interface FakeUpstream extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** What a vendor's SDK, or its `…_BASE_URL`, is to be given. */
  readonly baseUrls: Record<VendorId, string>;
  readonly credentials: Credentials;
  /** Oldest first. */
  readonly seen: SeenRequest[];
  /** Sockets opened to it so far. */
  connections(): number;
  /** May be changed between requests. */
  script: Script | undefined;
  close(): Promise<void>;
}

/** Starts a server that speaks every vendor's wire format; it listens when the promise resolves. */
export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const { port = 0, host = '127.0.0.1', seenMax = 1000 } = options;
  const state: FakeState = {
    credentials: {
      ...fakeCredentials,
      ...options.credentials,
      bedrock: { ...fakeCredentials.bedrock, ...options.credentials?.bedrock },
    },
    models: { ...models, ...options.models },
    pace: options.pace,
    script: options.script,
    now: options.now ?? Date.now,
    serial: 0,
    struck: new Map(),
  };
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true, keepAliveTimeout: 75_000 }, (request, response) => {
    void handle(request, response);
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hungUp = Promise.withResolvers<void>();
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) hungUp.resolve();
      gone.abort();
    });
    const body = await readBody(request);
    if (body === undefined) return;
    const entry: SeenRequest = {
      vendor: undefined,
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: parse(body),
      status: undefined,
      fault: undefined,
      hungUp: hungUp.promise,
    };
    if (seenMax > 0) seen.push(entry);
    if (seen.length > seenMax) seen.shift();
    await answerRequest(state, request, response, body, entry, gone.signal).catch(
      (error: unknown) => {
        // A bug of the fake, or a script that threw: told to whoever reads the test's output.
        if (!response.headersSent) response.writeHead(501, { 'content-type': 'text/plain' });
        response.end(`The fake upstream failed: ${String(error)}\n`);
      },
    );
  }

  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // Holds: the server listens on TCP.
  const address = server.address() as AddressInfo;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  const urls = vendors.map(({ id, basePath }) => [id, `${origin}${basePath}`] as const);

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    origin,
    port: address.port,
    // Holds: the vendors' ids are all of VendorId.
    baseUrls: Object.fromEntries(urls) as Record<VendorId, string>,
    credentials: state.credentials,
    seen,
    connections: () => connections,
    get script() {
      return state.script;
    },
    set script(script) {
      state.script = script;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Undefined when the caller left before it was whole. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    return undefined;
  }
  return Buffer.concat(parts);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
