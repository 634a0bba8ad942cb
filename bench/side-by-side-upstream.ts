// The fake upstream of the side-by-side benchmark, in a process of its own: OpenAI's answers as bytes
// over node:net, so that it costs next to nothing beside what is measured. Says its port when it
// listens; each message sets how it streams.
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** How streams run from now on. `held`: one token, and then nothing more. */
export interface Pace {
  readonly chunks: number;
  readonly gapMs: number;
  readonly held: boolean;
}

/** The text of a whole answer: with its envelope, 2 kB. */
const answerBytes = 2_048;

let pace: Pace = { chunks: 50, gapMs: 10, held: false };
/** Streams under way, by the millisecond at which their next chunk is due. */
const due = new Map<number, Stream[]>();
let tick = Math.floor(performance.now());

interface Stream {
  readonly socket: Socket;
  left: number;
  readonly gapMs: number;
}

const frame = (json: string): string => {
  const event = `data: ${json}\n\n`;
  return `${event.length.toString(16)}\r\n${event}\r\n`;
};
const chunkJson = (delta: string, finish: string): string =>
  `{"id":"chatcmpl-BenchBenchBenchBenchBenchBen","object":"chat.completion.chunk","created":1764028800,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}],"obfuscation":"aB3xK9"}`;

const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n';
const roleFrame = frame(chunkJson('{"role":"assistant","content":"","refusal":null}', 'null'));
const lastFrames = `${frame(chunkJson('{}', '"stop"'))}${frame('[DONE]')}0\r\n\r\n`;
const [tokenStart = '', tokenEnd = ''] = frame(
  chunkJson('{"content":" @0000000000000000"}', 'null'),
).split('0000000000000000');

const wholeAnswer = ((): Buffer => {
  const json = (content: string): string =>
    `{"id":"chatcmpl-BenchBenchBenchBenchBenchBen","object":"chat.completion","created":1764028800,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"${content}","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":200,"completion_tokens":400,"total_tokens":600,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_560af6e559"}`;
  const body = json(
    'The lines were laid in spring. '.repeat(99).slice(0, answerBytes - json('').length),
  );
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
})();

/** Microseconds of a clock that all processes of this machine share. */
function stamp(): string {
  const [seconds, nanoseconds] = process.hrtime();
  return String(seconds * 1e6 + Math.floor(nanoseconds / 1e3)).padStart(16, '0');
}

const server = createServer({ noDelay: true, highWaterMark: 262_144 }, (socket) => {
  let held: Buffer | null = null;
  let missing = 0;
  let streams = false;
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    if (missing > 0) {
      missing -= bytes.length;
      streams ||= wantsStream(bytes);
      if (missing <= 0) answer(socket, streams);
      return;
    }
    const all = held === null ? bytes : Buffer.concat([held, bytes]);
    const end = all.indexOf('\r\n\r\n');
    held = end === -1 ? all : null;
    if (end === -1) return;
    const length = /content-length: *(\d+)/i.exec(all.toString('latin1', 0, end))?.[1];
    if (length === undefined) {
      socket.end('HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const body = all.subarray(end + 4);
    missing = Number(length) - body.length;
    streams = wantsStream(body);
    if (missing <= 0) answer(socket, streams);
  });
});

/** It stands before or behind the history, whoever wrote the request. */
function wantsStream(part: Buffer): boolean {
  const edge = 2_048;
  const seen =
    part.toString('latin1', 0, edge) + part.toString('latin1', Math.max(edge, part.length - edge));
  return /"stream": ?true/.test(seen);
}

function answer(socket: Socket, streams: boolean): void {
  if (!streams) {
    socket.write(wholeAnswer);
    return;
  }
  socket.write(streamHead + roleFrame + tokenStart + stamp() + tokenEnd, 'latin1');
  if (!pace.held) schedule({ socket, left: pace.chunks - 1, gapMs: pace.gapMs });
}

function schedule(stream: Stream): void {
  const at = tick + stream.gapMs;
  const others = due.get(at);
  if (others) others.push(stream);
  else due.set(at, [stream]);
}

setInterval(() => {
  const now = Math.floor(performance.now());
  while (tick < now) {
    tick += 1;
    const streams = due.get(tick);
    if (streams === undefined) continue;
    due.delete(tick);
    const token = tokenStart + stamp() + tokenEnd;
    for (const stream of streams) {
      if (stream.socket.destroyed) continue;
      stream.left -= 1;
      stream.socket.write(stream.left > 0 ? token : token + lastFrames, 'latin1');
      if (stream.left > 0) schedule(stream);
    }
  }
}, 1);

process.on('message', (next: Pace) => {
  pace = next;
  process.send?.({});
});
process.on('disconnect', () => process.exit());
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  // Holds: it listens on TCP.
  process.send?.({ port: (server.address() as AddressInfo).port });
});
