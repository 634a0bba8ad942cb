import { createServer } from 'node:http';

export interface OwnEndpoint {
  /** Answers every request with 401, in OpenAI's words. */
  readonly refusingUrl: string;
  /** Begins to speak and never ends. */
  readonly endlessUrl: string;
  /** `host:port` */
  readonly endpoint: string;
  /** Once somebody who was being spoken to has left. */
  readonly left: Promise<void>;
  stop(): Promise<void>;
}

/** A model server of somebody's own, with two models that misbehave. */
export async function startOwnEndpoint(): Promise<OwnEndpoint> {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.startsWith('/endless') === true) {
      response.on('close', leave);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: 'Once upon a time' }));
      return;
    }
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
    refusingUrl: `http://${endpoint}/v1`,
    endlessUrl: `http://${endpoint}/endless/v1`,
    endpoint,
    left,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function chunk(delta: object): string {
  const choices = [{ index: 0, delta, finish_reason: null }];
  const event = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(event)}\n\n`;
}
