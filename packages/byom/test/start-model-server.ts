import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createModelServer, type ModelServerOptions, type Reply } from '../src/index.ts';

export interface StartedModelServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  readonly errors: unknown[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** The kit's server on a loopback port, with whatever a test wants different. */
export async function startModelServer(
  reply: Reply,
  options: Partial<ModelServerOptions> = {},
): Promise<StartedModelServer> {
  const errors: unknown[] = [];
  const server = createModelServer({
    auth: { method: 'none' },
    models: ['mine'],
    reply,
    onError: (error) => errors.push(error),
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    server,
    errors,
    post: (body, headers) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
