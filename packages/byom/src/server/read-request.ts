import type { IncomingMessage } from 'node:http';
import {
  checkRequest,
  jsonDepthExceeds,
  type ChatCompletionRequest,
} from '@jackfield/chat-completions';
import { Refusal } from './refusal.ts';

const bodyBytesMax = 2 * 1_048_576;
const jsonDepthMax = 64;

/** The request a caller posted; throws a refusal that says what is wrong with it. */
export async function readRequest(request: IncomingMessage): Promise<ChatCompletionRequest> {
  const bytes = await readBytes(request);
  if (jsonDepthExceeds(bytes, jsonDepthMax)) {
    throw new Refusal(
      400,
      'json_too_deep',
      `The JSON is nested deeper than ${jsonDepthMax} levels.`,
    );
  }
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Refusal(400, 'invalid_json', 'The request body is not JSON.', { cause });
  }
  const checked = checkRequest(body);
  if (checked.ok) return checked.request;
  throw new Refusal(400, 'invalid_request', checked.message, { param: checked.param });
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new Refusal(413, 'request_too_large', 'The request is larger than 2 MB.', {
    headers: { connection: 'close' },
  });
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw tooLarge;
  const parts: Buffer[] = [];
  let bytes = 0;
  // A loop that throws would destroy the socket, and the answer with it; so it is read by events.
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  request.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= bodyBytesMax) parts.push(part);
    else reject(tooLarge);
  });
  request.on('end', () => resolve(Buffer.concat(parts)));
  request.on('error', reject);
  return promise;
}
