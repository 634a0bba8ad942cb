import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'vitest';

export interface Sentinel extends AsyncDisposable {
  readonly port: number;
  /** Nobody has so much as connected. */
  expectUntouched(): void;
}

/** Listens on every address of this machine, for what must never come. */
export async function startSentinel(): Promise<Sentinel> {
  let connections = 0;
  let bytes = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('data', (part: Buffer) => (bytes += part.length)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    expectUntouched: () => expect({ connections, bytes }).toEqual({ connections: 0, bytes: 0 }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
