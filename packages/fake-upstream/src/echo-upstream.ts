import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Ways in which an upstream says back what it was sent. */
export const echoes: Readonly<Record<string, (response: ServerResponse, said: string) => void>> = {
  'an error as JSON': (response, said) => {
    const error = { message: said, type: said, code: said, param: said };
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error, message: said, detail: [{ msg: said, input: said }] }));
  },
  'a refusal as text': (response, said) => {
    response.writeHead(401, { 'www-authenticate': `Bearer error="${said}"` }).end(said);
  },
  'a wait in headers': (response, said) => {
    const headers = { 'x-echo': said, 'set-cookie': `a=${said}`, 'retry-after': said };
    response.writeHead(429, { ...headers, 'content-type': 'application/json' }).end('{}');
  },
  'a redirect': (response, said) => {
    response.writeHead(302, { location: `http://127.0.0.1:9/?${encodeURIComponent(said)}` }).end();
  },
  'a page instead of an answer': (response, said) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${said}</p>`);
  },
  'an error in a stream': (response, said) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`event: error\ndata: ${JSON.stringify({ error: { message: said } })}\n\n`);
  },
  'an event that is no JSON': (response, said) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${said}\n\n`);
  },
  'an answer that breaks off': (response, said) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
    response.write(`{"error":${JSON.stringify(said)}`, () => response.destroy());
  },
  'an unknown encoding': (response, said) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'x-canary' });
    response.end(said);
  },
};

export interface EchoUpstream extends AsyncDisposable {
  readonly url: string;
  readonly endpoint: string;
  /** How many requests it has answered. */
  readonly asked: () => number;
  /** Which of `echoes` it answers with. */
  answerWith(name: string): void;
}

/** Says back every credential it is sent, in every form that a careless server might. */
export async function startEchoUpstream(): Promise<EchoUpstream> {
  let [way, asked] = [Object.values(echoes)[0], 0];
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    request.on('end', () => way?.(response, saidBack(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    endpoint: `127.0.0.1:${port}`,
    asked: () => asked,
    answerWith(name) {
      way = echoes[name];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function saidBack({ headers, url }: IncomingMessage): string {
  const names = ['authorization', 'x-api-key', 'x-goog-api-key', 'x-amz-security-token'];
  const sent = names.flatMap((name) => String(headers[name] ?? '')).filter((text) => text !== '');
  const forms = sent.flatMap((value) => {
    const key = value.replace(/^Bearer /, '');
    return [
      value,
      `${key.slice(0, 8)}...${key.slice(-8)}`,
      encodeURIComponent(key),
      Buffer.from(key).toString('hex'),
      ...['', ':', 'u:'].map((before) => Buffer.from(`${before}${key}`).toString('base64')),
    ];
  });
  return `You sent ${forms.join(' ')} to ${url ?? ''}`;
}
