import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Every byte of it, head and framing too. */
  readonly bytes: string;
  /** Without the framing; what came until the caller left. */
  readonly body: string;
  /** `false` where the caller left, or the connection broke, before its end. */
  readonly whole: boolean;
}

/** One caller with one socket at a time, which it keeps, so that a byte that comes unasked is seen. */
export class RawCaller {
  readonly #port: number;
  readonly #onUnasked: (bytes: string) => void;
  #socket: Socket | null = null;
  #take: ((part: string) => void) | null = null;
  #closed: () => void = () => undefined;

  constructor(port: number, onUnasked: (bytes: string) => void) {
    this.#port = port;
    this.#onUnasked = onUnasked;
  }

  /** @param leavesAfterMs how long it waits before it hangs up, if not all has come; `null`: for ever. */
  ask(head: string, body: string, leavesAfterMs: number | null): Promise<RawAnswer> {
    const { promise, resolve } = Promise.withResolvers<RawAnswer>();
    const socket = (this.#socket ??= this.#connect());
    let bytes = '';
    let leaving: NodeJS.Timeout | undefined;
    const finish = (whole: boolean): void => {
      clearTimeout(leaving);
      this.#take = null;
      this.#closed = () => undefined;
      if (!whole) this.close();
      resolve({ ...readAnswer(bytes), bytes, whole });
    };
    this.#closed = () => finish(false);
    this.#take = (part) => {
      bytes += part;
      const length = wholeLength(bytes);
      if (length !== null && bytes.length > length) this.#onUnasked(bytes.slice(length));
      if (length !== null) finish(true);
    };
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    if (leavesAfterMs !== null) leaving = setTimeout(() => finish(false), leavesAfterMs);
    return promise;
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  #connect(): Socket {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    // A character a byte, so that lengths are the wire's.
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      if (socket !== this.#socket) return;
      if (this.#take === null) this.#onUnasked(part);
      else this.#take(part);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#closed();
    });
    return socket;
  }
}

/** How long the answer that begins here is; `null` while it isn't all there. */
function wholeLength(bytes: string): number | null {
  const head = bytes.indexOf('\r\n\r\n') + 4;
  if (head === 3) return null;
  const length = /^content-length: *(\d+)/im.exec(bytes.slice(0, head))?.[1];
  if (length !== undefined) {
    const end = head + Number(length);
    return bytes.length < end ? null : end;
  }
  let at = head;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return null;
    const size = Number.parseInt(bytes.slice(at, line), 16);
    at = line + 2 + size + 2;
    if (Number.isNaN(size)) throw new Error(`No chunk size: ${bytes.slice(line - 20, line)}`);
    if (bytes.length < at) return null;
    if (size === 0) return at;
  }
}

function readAnswer(bytes: string): { status: number; body: string } {
  const head = bytes.indexOf('\r\n\r\n') + 4;
  const status = Number(bytes.slice(9, 12));
  const isChunked = /^transfer-encoding: chunked/im.test(bytes.slice(0, head));
  const body = head === 3 ? '' : bytes.slice(head);
  const text = isChunked ? unchunked(body) : body;
  return { status, body: Buffer.from(text, 'latin1').toString('utf8') };
}

function unchunked(body: string): string {
  let text = '';
  for (let at = 0; at < body.length;) {
    const line = body.indexOf('\r\n', at);
    if (line === -1) break;
    const size = Number.parseInt(body.slice(at, line), 16);
    text += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
  return text;
}
