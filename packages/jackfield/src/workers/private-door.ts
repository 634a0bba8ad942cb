import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createHardenedServer } from '../server/create-server.ts';
import { addressHeader, tokenHeader } from './forward-to-main.ts';
import type { DoorKey } from './messages.ts';
import type { WorkerFiles } from './worker-files.ts';

/** What a caller may send, and what its worker adds. */
const headerBytesMax = 20_480;

export interface PrivateDoor {
  readonly key: DoorKey;
  /** Ends what is still answered, and leaves nothing behind. */
  close(): void;
}

/**
 * Where workers bring the requests that they don't answer themselves. What comes in is handed to
 * `listener` as if its caller had come here: by its own address, and through whatever door `listener` has.
 * Only this program's user reaches it, and only who brings the token is heard.
 */
export async function openPrivateDoor(
  files: Pick<WorkerFiles, 'socket'>,
  listener: RequestListener,
): Promise<PrivateDoor> {
  const token = randomBytes(32).toString('base64url');
  const { folder, path } = process.platform === 'win32' ? namedPipe() : files.socket();
  const server = createHardenedServer((request, response) => {
    if (!isOurs(request, token)) {
      request.resume();
      response.writeHead(403).end();
      return;
    }
    comeFrom(request, String(request.headers[addressHeader] ?? ''));
    listener(request, response);
  }, headerBytesMax);
  // A worker keeps its connections; one that ended just as it is used would fail a caller.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  const leaveNothing = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', leaveNothing);
  return {
    key: { path, token },
    close() {
      process.off('exit', leaveNothing);
      server.close();
      server.closeAllConnections();
      leaveNothing();
    },
  };
}

/** No file, so it leaves none. */
function namedPipe(): { folder: null; path: string } {
  return { folder: null, path: String.raw`\\.\pipe\jackfield-${randomBytes(16).toString('hex')}` };
}

function isOurs({ headers }: IncomingMessage, token: string): boolean {
  const brought = Buffer.from(String(headers[tokenHeader] ?? ''));
  const wanted = Buffer.from(token);
  return brought.length === wanted.length && timingSafeEqual(brought, wanted);
}

/** The connection's requests come one after another, so it may be everyone's in turn. */
function comeFrom(request: IncomingMessage, address: string): void {
  Object.defineProperty(request.socket, 'remoteAddress', { value: address, configurable: true });
  for (const name of [tokenHeader, addressHeader]) delete request.headers[name];
  request.rawHeaders = request.rawHeaders.filter((_, at, raw) => {
    const name = raw[at - (at % 2)]?.toLowerCase();
    return name !== tokenHeader && name !== addressHeader;
  });
}
