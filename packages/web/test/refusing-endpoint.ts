import { createServer } from 'node:http';

export interface RefusingEndpoint {
  readonly url: string;
  /** `host:port` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A model server that knows nobody: it answers every request with 401, in OpenAI's words. */
export async function startRefusingEndpoint(): Promise<RefusingEndpoint> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        error: {
          message: 'Incorrect API key provided.',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const endpoint = `127.0.0.1:${address.port}`;
  return {
    url: `http://${endpoint}/v1`,
    endpoint,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
