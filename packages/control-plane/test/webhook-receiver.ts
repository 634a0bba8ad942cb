import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed; what it holds is what a test asserts. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** `host:port`, to be allowed. */
  readonly endpoint: string;
  readonly received: Received[];
  /** The path of each request. */
  readonly paths: string[];
  /** How many sockets were opened to it. */
  connections(): number;
  /** What it answers from now on; 204 at first. */
  status: number;
}

/** Somebody's server that takes webhooks. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const paths: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      received.push({ headers: request.headers, text, body: JSON.parse(text) });
      response.writeHead(receiver.status, { location: `${receiver.url}/elsewhere` }).end();
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}`,
    endpoint: `127.0.0.1:${port}`,
    received,
    paths,
    connections: () => connections,
    status: 204,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
