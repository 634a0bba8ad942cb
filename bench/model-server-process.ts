import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createModelServer } from '@jackfield/byom';

/** What the parent asks of this process; every message is answered with a `ProcessState`. */
export interface ProcessOrder {
  readonly kind?: 'kit' | 'bare';
  /** Words of each answer; `null` for answers that only the caller's leaving ends. */
  readonly words?: number | null;
  readonly collectGarbage?: boolean;
}

export interface ProcessState {
  readonly port: number;
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly sockets: number;
  /** Replies that have begun and not been returned. */
  readonly live: number;
  readonly begun: number;
  readonly errors: number;
}

let live = 0;
let begun = 0;
let errors = 0;
let server: Server | null = null;

/** A server alone in its process: the kit's, or one that writes the same bytes and knows nothing. */
process.on('message', (order: ProcessOrder) => {
  const words = order.words === null ? Number.POSITIVE_INFINITY : (order.words ?? 0);
  if (order.kind !== undefined) {
    server = order.kind === 'kit' ? kitServer(words) : bareServer(words);
    server.listen(0, '127.0.0.1', report);
    return;
  }
  if (order.collectGarbage === true) globalThis.gc?.();
  report();
});

// A parent that broke off has no more use for a server.
process.on('disconnect', () => process.exit());

function report(): void {
  const running = server;
  running?.getConnections((_error, sockets) => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const state: ProcessState = {
      // Holds: the server listens on TCP.
      port: (running.address() as AddressInfo).port,
      cpuMicroseconds: user + system,
      residentBytes: rss,
      heapBytes: heapUsed,
      sockets,
      live,
      begun,
      errors,
    };
    process.send?.(state);
  });
}

function kitServer(words: number): Server {
  return createModelServer({
    auth: { method: 'x-api-key', credential: 'bench' },
    models: ['bench'],
    onError: () => (errors += 1),
    async *reply() {
      live += 1;
      begun += 1;
      try {
        for (let word = 0; word < words; word += 1) {
          // Each word in a turn of its own, as a model gives them, so that each is its own write.
          await nextTurn();
          yield 'word ';
        }
      } finally {
        live -= 1;
      }
    },
  });
}

/** The same bytes, each event as long as the kit's, with nothing checked, and nobody's leaving seen. */
function bareServer(words: number): Server {
  const event = (delta: string, finishReason: string): string =>
    `data: {"id":"chatcmpl-00000000-0000-4000-8000-000000000000","object":"chat.completion.chunk","created":1700000000,"model":"bench","choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}]}\n\n`;
  const role = event('{"role":"assistant","content":""}', 'null');
  const word = event('{"content":"word "}', 'null');
  const end = `${event('{}', '"stop"')}data: [DONE]\n\n`;
  const write = async (response: { write(text: string): unknown; end(text: string): unknown }) => {
    for (let index = 0; index < words; index += 1) {
      await nextTurn();
      if (index === 0) response.write(role);
      response.write(word);
    }
    response.end(end);
  };
  return createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': 'req_00000000000000000000000000000000',
      });
      void write(response);
    });
  });
}
