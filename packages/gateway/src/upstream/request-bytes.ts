import { validateHeaderName, validateHeaderValue } from 'node:http';
import { methodOf } from './method-of.ts';

/** So much is copied behind its head, to be one write. */
const copiedBytesMax = 16_384;

export interface UpstreamRequest {
  /** Path and query, as a URL has them. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Without one it is a GET. */
  readonly body: string | Buffer | null;
}

/** Written here, and by nobody else. */
const own: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
]);

/** Why headers can't be sent: they would break the head. */
export function headerProblem(headers: UpstreamRequest['headers']): Error | null {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      if (own.has(name.toLowerCase()))
        throw new TypeError(`The header ${name} is not to be given.`);
      validateHeaderValue(name, value);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A request as it goes onto a socket (RFC 9112 §2.1), in one part or two. Its headers have been checked. */
export function requestBytes(
  { path, headers, body }: UpstreamRequest,
  host: string,
  keepsSocket: boolean,
): Buffer[] {
  const connection = keepsSocket ? 'keep-alive' : 'close';
  let head = `${methodOf(body)} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  if (body === null) return [Buffer.from(`${head}\r\n`, 'latin1')];
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  head += `content-length: ${content.length}\r\n\r\n`;
  if (content.length > copiedBytesMax) return [Buffer.from(head, 'latin1'), content];
  const whole = Buffer.allocUnsafe(head.length + content.length);
  whole.write(head, 'latin1');
  whole.set(content, head.length);
  return [whole];
}
