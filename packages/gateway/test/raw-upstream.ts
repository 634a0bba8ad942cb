import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawRequest {
  /** Request line and headers. */
  readonly head: string;
  readonly body: Record<string, unknown>;
  readonly socket: Socket;
}

/** A server at the edge of the world that says what no HTTP library lets one say. */
export interface RawUpstream extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly seen: RawRequest[];
  /** Every socket that was opened to it, in order; closed ones too. */
  readonly sockets: Socket[];
  answer: (request: RawRequest) => void;
}

export async function startRawUpstream(answer: RawUpstream['answer']): Promise<RawUpstream> {
  const server = createServer((socket) => {
    upstream.sockets.push(socket);
    socket.on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = bytes.toString('latin1', 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const next = end + 4 + length;
      if (bytes.length < next) return;
      const text = bytes.toString('utf8', end + 4, next);
      bytes = bytes.subarray(next);
      const request = { head, body: text === '' ? {} : JSON.parse(text), socket };
      upstream.seen.push(request);
      upstream.answer(request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const upstream: RawUpstream = {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    seen: [],
    sockets: [],
    answer,
    async [Symbol.asyncDispose]() {
      for (const socket of upstream.sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}

/** A whole answer as bytes of HTTP/1.1; without a length it ends with its socket. */
export function httpAnswer(body: string, more = 'content-type: application/json'): string {
  return `HTTP/1.1 200 OK\r\n${more}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
