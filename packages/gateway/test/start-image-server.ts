import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ImageServer extends AsyncDisposable {
  readonly url: string;
  /** As an operator allows it. */
  readonly endpoint: string;
  readonly seen: IncomingMessage[];
  /** The most requests that were under way at once. */
  readonly mostAtOnce: () => number;
  answer: (response: ServerResponse, request: IncomingMessage) => void;
}

/** A server of images at the edge of the world, on this machine. */
export async function startImageServer(answer: ImageServer['answer']): Promise<ImageServer> {
  let underWay = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    imageServer.seen.push(request);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    response.on('close', () => (underWay -= 1));
    imageServer.answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const imageServer: ImageServer = {
    url: `http://127.0.0.1:${port}`,
    endpoint: `127.0.0.1:${port}`,
    seen: [],
    mostAtOnce: () => mostAtOnce,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return imageServer;
}
