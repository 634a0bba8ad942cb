// A relay of node:http and undici's dispatch that does nothing else: what Node itself costs. Given the
// upstream's origin, it says its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { headersTimeout: 0, bodyTimeout: 0, pipelining: 1 });
const server = createServer((request, response) => {
  pool.dispatch(
    {
      method: 'POST',
      path: request.url ?? '/',
      headers: {
        'content-type': 'application/json',
        'content-length': request.headers['content-length'] ?? '0',
      },
      body: request,
    },
    {
      onRequestStart: (controller) => {
        response.on('close', () => {
          if (!response.writableFinished) controller.abort(new Error('The caller left.'));
        });
        response.on('drain', () => controller.resume());
      },
      onResponseStart: (_controller, status, headers) => {
        for (const name of ['content-type', 'content-length']) {
          const value = headers[name];
          if (value !== undefined) response.setHeader(name, value);
        }
        response.writeHead(status);
      },
      onResponseData: (controller, bytes) => {
        if (!response.write(bytes)) controller.pause();
      },
      onResponseEnd: () => void response.end(),
      onResponseError: () => void response.destroy(),
    },
  );
});
server.keepAliveTimeout = 65_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  // Holds: it listens on TCP.
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
