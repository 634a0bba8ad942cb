// The load generator of the side-by-side benchmark, in a process of its own: turns as bytes over
// node:net. Each message is one piece of work, answered when it is done.
import { connect, type Socket } from 'node:net';

export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Work =
  /** So many turns at once, each followed by the next, over `connections` in turn. */
  | { kind: 'closed'; target: Target; atOnce: number; connections: number; ms: number }
  /** Turns begin at this rate, by chance as callers do, however long each takes. */
  | { kind: 'open'; target: Target; perSecond: number; ms: number; seed: number }
  /** So many streams more are begun, and held; answered when each has its first token. */
  | { kind: 'hold'; target: Target; streams: number }
  /** Closes all connections. */
  | { kind: 'close' };

/** Times in microseconds. */
export interface Done {
  readonly turns: number;
  /** Turns that broke, or were answered with another status than 200. */
  readonly failed: number;
  /** How the first of them was answered. */
  readonly failure: string | null;
  readonly tokens: number;
  readonly ms: number;
  readonly turn: Times;
  readonly firstToken: Times;
  /** From the upstream's write of a token to the caller's read. */
  readonly transit: Times;
}

export interface Times {
  readonly p50: number;
  readonly p99: number;
}

/** Who says nothing for so long can't hold so many streams. */
const firstTokenMsMax = 20_000;
const at = 0x40;
const samplesMax = 400_000;

class Samples {
  #values: number[] = [];

  add(value: number): void {
    if (this.#values.length < samplesMax) this.#values.push(value);
  }

  times(): Times {
    const sorted = Float64Array.from(this.#values).sort();
    const rank = (share: number): number =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
    return { p50: rank(0.5), p99: rank(0.99) };
  }
}

class Run {
  turns = 0;
  failed = 0;
  failure: string | null = null;
  tokens = 0;
  readonly turn = new Samples();
  readonly firstToken = new Samples();
  readonly transit = new Samples();
}

function micros(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

/** One keep-alive connection: a turn at a time. */
class Connection {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #run: () => Run;
  #startedAt = 0;
  #head = '';
  /** Bytes of the body still to come; `null`: until the last chunk. */
  #left: number | null = 0;
  #tail = '';
  #answering = false;
  #spoke = false;
  #onEnd: (connection: Connection) => void = () => undefined;
  #onToken: () => void = () => undefined;
  broken = false;

  constructor(port: number, run: () => Run) {
    this.#port = port;
    this.#run = run;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.broken = true;
      if (this.#startedAt > 0) this.#end('the connection broke');
    });
  }

  /** @param onToken told of the first token. */
  send(
    { path, headers, body }: Target,
    onEnd: (connection: Connection) => void,
    onToken: () => void = () => undefined,
  ): void {
    this.#onEnd = onEnd;
    this.#onToken = onToken;
    this.#answering = false;
    this.#spoke = false;
    this.#head = '';
    this.#tail = '';
    this.#startedAt = micros();
    this.#socket.write(requestText(this.#port, path, headers, body));
  }

  close(): void {
    this.#startedAt = 0;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    if (this.#startedAt === 0) return;
    let from = 0;
    if (!this.#answering) {
      const text = this.#head + bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) {
        this.#head = text;
        return;
      }
      from = end + 4 - this.#head.length;
      this.#head = text.slice(0, end);
      this.#answering = true;
      const length = /content-length: *(\d+)/i.exec(this.#head)?.[1];
      this.#left = length === undefined ? null : Number(length);
    }
    this.#hear(bytes, from);
    if (this.#left !== null) {
      this.#left -= bytes.length - from;
      if (this.#left <= 0) this.#end(null, bytes);
      return;
    }
    this.#tail = (this.#tail + bytes.toString('latin1', Math.max(from, bytes.length - 5))).slice(
      -5,
    );
    if (this.#tail === '0\r\n\r\n') this.#end(null, bytes);
  }

  #hear(bytes: Buffer, from: number): void {
    const run = this.#run();
    let position = bytes.indexOf(at, from);
    if (position === -1) return;
    const now = micros();
    if (!this.#spoke) {
      this.#spoke = true;
      run.firstToken.add(now - this.#startedAt);
      this.#onToken();
    }
    while (position !== -1) {
      run.tokens += 1;
      run.transit.add(now - Number(bytes.toString('latin1', position + 1, position + 17)));
      position = bytes.indexOf(at, position + 17);
    }
  }

  #end(problem: string | null, bytes: Buffer | null = null): void {
    const run = this.#run();
    const isGood = problem === null && this.#head.startsWith('HTTP/1.1 200');
    run.turns += 1;
    if (isGood) run.turn.add(micros() - this.#startedAt);
    else {
      run.failed += 1;
      run.failure ??= `${problem ?? ''}${this.#head.split('\r\n', 1)[0]} ${bytes?.subarray(-300).toString('latin1') ?? ''}`;
    }
    this.#startedAt = 0;
    if (/^connection: *close/im.test(this.#head)) {
      this.broken = true;
      this.#socket.destroy();
    }
    this.#onEnd(this);
  }
}

const texts = new Map<string, Buffer>();
function requestText(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const key = `${port} ${path} ${lines.join('')} ${body.length} ${body.slice(0, 40)}`;
  let text = texts.get(key);
  if (text === undefined) {
    text = Buffer.from(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join('')}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    texts.clear();
    texts.set(key, text);
  }
  return text;
}

let run = new Run();
const idle: Connection[] = [];
const heldStreams: Connection[] = [];

function free(port: number): Connection {
  for (;;) {
    const connection = idle.shift();
    if (connection === undefined) return new Connection(port, () => run);
    if (!connection.broken) return connection;
  }
}

async function closed({
  target,
  atOnce,
  connections,
  ms,
}: Work & { kind: 'closed' }): Promise<void> {
  while (idle.length < connections) idle.push(new Connection(target.port, () => run));
  const until = performance.now() + ms;
  await Promise.all(
    Array.from({ length: atOnce }, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let isFirst = true;
      const next = (): void => {
        if ((performance.now() >= until && !isFirst) || run.failed > 100) {
          resolve();
          return;
        }
        isFirst = false;
        free(target.port).send(target, (connection) => {
          if (!connection.broken) idle.push(connection);
          // A new connection that is refused at once must not recurse.
          if (connection.broken) setImmediate(next);
          else next();
        });
      };
      next();
      return promise;
    }),
  );
}

async function open({ target, perSecond, ms, seed }: Work & { kind: 'open' }): Promise<void> {
  const startedAt = performance.now();
  let random = seed;
  let next = 0;
  let underWay = 0;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    const now = performance.now() - startedAt;
    while (next <= now && next < ms) {
      underWay += 1;
      free(target.port).send(target, (connection) => {
        if (!connection.broken) idle.push(connection);
        underWay -= 1;
      });
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      next += (-Math.log((random + 1) / 4_294_967_297) * 1_000) / perSecond;
    }
    // What hasn't ended by then is too much for who is measured.
    if ((next >= ms && underWay === 0) || now > ms + 15_000) {
      clearInterval(timer);
      run.failed += underWay;
      if (underWay > 0) run.failure ??= `${underWay} turns had no end`;
      resolve();
    }
  }, 1);
  await ended;
}

async function hold({ target, streams }: Work & { kind: 'hold' }): Promise<void> {
  /** Not all at once: a listener's queue is short. */
  const batch = 200;
  for (let begun = 0; begun < streams && run.failed === 0; begun += batch) {
    await Promise.all(
      Array.from({ length: Math.min(batch, streams - begun) }, () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const connection = new Connection(target.port, () => run);
        heldStreams.push(connection);
        const late = setTimeout(() => {
          run.failed += 1;
          run.failure ??= `no first token in ${firstTokenMsMax} ms`;
          resolve();
        }, firstTokenMsMax);
        const spoke = (): void => {
          clearTimeout(late);
          resolve();
        };
        connection.send(target, spoke, spoke);
        return promise;
      }),
    );
  }
}

function closeAll(): void {
  for (const connection of [...idle, ...heldStreams]) connection.close();
  idle.length = 0;
  heldStreams.length = 0;
}

async function work(order: Work): Promise<void> {
  switch (order.kind) {
    case 'closed':
      return closed(order);
    case 'open':
      return open(order);
    case 'hold':
      return hold(order);
    case 'close':
      return closeAll();
  }
}

async function answer(order: Work): Promise<void> {
  run = new Run();
  const startedAt = performance.now();
  await work(order);
  const { turns, failed, failure, tokens, turn, firstToken, transit } = run;
  const done: Done = {
    turns,
    failed,
    failure,
    tokens,
    ms: performance.now() - startedAt,
    turn: turn.times(),
    firstToken: firstToken.times(),
    transit: transit.times(),
  };
  process.send?.(done);
}

process.on('message', (order: Work) => void answer(order));
process.on('disconnect', () => process.exit());
