import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawRequest {
  /** The request line and the headers, as they came. */
  readonly head: string;
  readonly body: string;
  /** Which connection to this server it came on, from 1. */
  readonly connection: number;
  /** Which request on its connection it is, from 1. */
  readonly turn: number;
}

export type RawAnswer = (socket: Socket, request: RawRequest) => void;

/** A server that answers with exactly the bytes that a test writes, for what no HTTP server would send. */
export interface RawUpstream extends AsyncDisposable {
  readonly port: number;
  readonly endpoint: string;
  /** Ends with `/v1`. */
  readonly url: string;
  readonly seen: RawRequest[];
  answer: RawAnswer;
}

export async function startRawUpstream(answer: RawAnswer = sayHello): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const seen: RawRequest[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let turn = 0;
    let unread = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      unread = Buffer.concat([unread, part]);
      for (;;) {
        const end = unread.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = unread.toString('latin1', 0, end);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (unread.length < end + 4 + length) return;
        const body = unread.toString('utf8', end + 4, end + 4 + length);
        unread = unread.subarray(end + 4 + length);
        turn += 1;
        const request = { head, body, connection, turn };
        seen.push(request);
        upstream.answer(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const upstream: RawUpstream = {
    port,
    endpoint: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    answer,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}

/** A whole HTTP answer. */
export function answerOf(
  body: string | Buffer,
  { status = '200 OK', headers = [] as readonly string[] } = {},
): Buffer {
  const bytes = Buffer.from(body);
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json',
    `content-length: ${bytes.length}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** A whole stream of server-sent events, as `text` writes them. */
export function streamOf(text: string | Buffer, headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(text);
  const head = [
    'HTTP/1.1 200 OK',
    'content-type: text/event-stream',
    `content-length: ${bytes.length}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

export function completion(content: string, more: object = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'upstream-model',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    ...more,
  });
}

export function chunk(
  delta: object,
  finishReason: string | null = null,
  more: object = {},
): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'upstream-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...more,
  });
}

/** A good answer that says `words`, streamed where that is asked for. */
export function saying(words: string, headers: readonly string[] = []): RawAnswer {
  return (socket, { body }) => {
    const events = [chunk({ role: 'assistant', content: words }), chunk({}, 'stop'), '[DONE]'];
    socket.write(
      body.includes('"stream":true')
        ? streamOf(events.map((event) => `data: ${event}\n\n`).join(''), headers)
        : answerOf(completion(words), { headers }),
    );
  };
}

function sayHello(socket: Socket, request: RawRequest): void {
  saying('Hello.')(socket, request);
}
