import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.ts';

/** The largest request that is read: 2 MB. */
const requestBytesMax = 2 * 1_048_576;

/**
 * Calls back once with the whole body, or with the error that says why it can't be had.
 * Not at all when the caller leaves before it has sent everything.
 */
export function readBody(
  request: IncomingMessage,
  callback: (error: HttpError | null, body: Buffer) => void,
): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  let refused = false;
  const refuse = (error: HttpError): void => {
    refused = true;
    parts.length = 0;
    callback(error, Buffer.alloc(0));
  };
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    refuse(
      new HttpError(415, 'unsupported_content_encoding', 'Send the request body uncompressed.'),
    );
  } else if (Number(request.headers['content-length'] ?? 0) > requestBytesMax) {
    refuse(tooLarge());
  }
  // After a refusal the rest is read and thrown away, so that the caller gets to read the answer.
  request.on('data', (part: Buffer) => {
    bytes += part.length;
    if (refused) {
      if (bytes > 8 * requestBytesMax) request.destroy();
      return;
    }
    if (bytes > requestBytesMax) refuse(tooLarge());
    else parts.push(part);
  });
  request.on('end', () => {
    if (refused) return;
    const [only] = parts;
    const body = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
    // The request outlives the turn's use of it.
    parts.length = 0;
    callback(null, body);
  });
  request.on('error', () => undefined);
}

function tooLarge(): HttpError {
  return new HttpError(
    413,
    'request_too_large',
    'The request is larger than 2 MB. Shorten the history, or send images as links.',
  );
}
