import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HandUpstream extends AsyncDisposable {
  readonly endpoint: string;
  readonly url: string;
  /** Resolves with the answer to write once a turn has arrived. */
  readonly turn: Promise<ServerResponse>;
}

/** An upstream whose one answer the test writes by hand, piece by piece. */
export async function startHandUpstream(): Promise<HandUpstream> {
  const turn = Promise.withResolvers<ServerResponse>();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    turn.resolve(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/v1`,
    turn: turn.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
