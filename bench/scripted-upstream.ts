import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What the last message may ask for:
 *
 * - `ok`: a whole answer of 20 tokens, each of them the request's `max_tokens`, in one write.
 * - `slow`: the same, a token every 10 ms.
 * - `pour`: 50 tokens a second, as a model sends them. `flood`: of 8 kB, as many as anybody takes.
 * - `stall`: some tokens, then silence. `silence`: nothing at all. `headers`: nothing after the head.
 * - `503`: that status.
 */
export interface ScriptedUpstream {
  readonly endpoint: string;
  readonly url: string;
  readonly port: number;
  /** Turns that were asked of it; whoever probes it by its list of models asks none. */
  turns(): number;
  /** Told when a request's socket closes before its answer is complete. */
  onHungUp: (message: string) => void;
  /** Told when a request has arrived. */
  onRequest: (message: string) => void;
  close(): void;
}

/** A model server that can be asked for the worst; cheap, so that what is measured is the gateway. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  let turns = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 5_000, noDelay: true }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'POST') turns += 1;
      const { message, tokens } = readRequest(Buffer.concat(parts).toString('utf8'));
      response.on('close', () => {
        if (!response.writableFinished) upstream.onHungUp(message);
      });
      upstream.onRequest(message);
      play(message.split(' ', 1)[0] ?? '', tokens, request, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const upstream: ScriptedUpstream = {
    endpoint: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/v1`,
    port,
    turns: () => turns,
    onHungUp: () => undefined,
    onRequest: () => undefined,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return upstream;
}

function readRequest(text: string): { message: string; tokens: number } {
  if (text === '') return { message: 'ok', tokens: 0 };
  // Holds: the benchmarks send nothing else.
  const body = JSON.parse(text) as { messages: { content: string }[]; max_tokens?: number };
  return { message: body.messages.at(-1)?.content ?? '', tokens: body.max_tokens ?? 0 };
}

function chunk(delta: object, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`;
}

const tokenCount = 20;
const end = `${chunk({}, 'stop')}data: [DONE]\n\n`;
const large = chunk({ content: 'x'.repeat(8_000) });

function play(
  kind: string,
  tokens: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (kind === '503') response.writeHead(503).end();
  if (kind === '503' || kind === 'silence') return;
  if (request.method === 'GET') {
    response.end('{"object":"list","data":[]}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const token = chunk({ content: `${tokens} ` });
  switch (kind) {
    case 'headers':
      response.flushHeaders();
      return;
    case 'stall':
      response.write(token.repeat(3));
      return;
    case 'pour': {
      const timer = setInterval(() => response.write(token), 20);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'flood': {
      const flood = (): void => {
        while (!response.destroyed && response.write(large));
      };
      response.on('drain', flood);
      flood();
      return;
    }
    case 'slow': {
      let left = tokenCount;
      const timer = setInterval(() => {
        left -= 1;
        if (left > 0) response.write(token);
        else {
          clearInterval(timer);
          response.end(token + end);
        }
      }, 10);
      response.on('close', () => clearInterval(timer));
      return;
    }
    default:
      response.end(token.repeat(tokenCount) + end);
  }
}
