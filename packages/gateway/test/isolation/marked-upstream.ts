import { createServer, type AddressInfo, type Socket } from 'node:net';
import { seededRandom } from '@jackfield/fake-upstream';
import { cut } from './cut.ts';
import { poisons } from './poisons.ts';
import { answerParts, poisonWords, promptOf, turnsIn, nameOfTurn } from './told.ts';
import { chunked, sized, type Said } from './wire.ts';

/** What one connection reaches. */
export interface MarkedModel {
  /** The name it answers by; the one by which its connection asks it. */
  readonly name: string;
  readonly url: string;
  readonly credential: string;
  readonly poisoning: boolean;
}

export interface MarkedUpstream extends AsyncDisposable {
  readonly models: readonly MarkedModel[];
  /** How often it poisoned, by its ways. */
  readonly used: ReadonlyMap<string, number>;
}

export interface MarkedUpstreamOptions {
  /** Those that it serves: one port, but a connection and a credential each. */
  readonly names: readonly string[];
  /** The one of them that poisons, if any does. */
  readonly poisoner: string;
  readonly seed: number;
  readonly turns: number;
  /** Whether a turn's agent has this upstream among its models. */
  readonly mayBeAsked: (turn: string, upstream: string) => boolean;
  /** Told of every request that holds what it must not. */
  readonly onFinding: (finding: string) => void;
}

/** A model server over bare sockets that judges each request it gets, and names model and turn in each answer. */
export async function startMarkedUpstream(options: MarkedUpstreamOptions): Promise<MarkedUpstream> {
  const used = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    let owner: string | null = null;
    socket.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = bytes.toString('latin1', 0, end);
      const next = end + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (bytes.length < next) return;
      const body = bytes.toString('utf8', end + 4, next);
      bytes = bytes.subarray(next);
      const name = /^\w+ \/(model-\d\d)\//.exec(head)?.[1] ?? '';
      owner ??= name;
      if (owner !== name) options.onFinding(`a socket of ${owner} was used for ${name}`);
      if (head.startsWith('GET')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      else answer(socket, name, judge(name, head, body));
    });
  });

  const judge = (name: string, head: string, body: string): Asked => {
    const request = JSON.parse(body);
    const turn = String(request.messages?.[0]?.content).slice(0, 11);
    const asked = JSON.stringify(request.messages);
    const wrong = [
      [!head.includes(`authorization: Bearer ${credentialOf(name)}\r\n`), 'without its credential'],
      [`${head}${body}`.split('credential-of').length !== 2, 'with more than its credential'],
      [head.includes('jf_agent'), 'with an agent’s key'],
      [asked !== JSON.stringify([{ role: 'user', content: promptOf(turn) }]), 'by another prompt'],
      [request.model !== name, `for the model ${request.model}`],
      [turnsIn(head + body).size !== 1, `by ${[...turnsIn(head + body)].join(' and ')}`],
      [!options.mayBeAsked(turn, name), 'by an agent of others'],
    ] as const;
    for (const [is, how] of wrong) if (is) options.onFinding(`${name} was asked ${how} (${turn})`);
    return { turn, streamed: request.stream === true };
  };

  const answer = (socket: Socket, name: string, { turn, streamed }: Asked): void => {
    const random = seededRandom(options.seed + Number(turn.slice(5)));
    const right: Said = { streamed, parts: answerParts(name, turn) };
    if (name !== options.poisoner) {
      const text = random() < 0.5 ? chunked(right) : sized(right);
      const pieces = cut(text, 1 + Math.floor(random() * 4), random);
      play(socket, pieces, undefined, random() < 0.3 ? random() * 4 : 0);
      return;
    }
    const kinds = Object.keys(poisons);
    const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
    used.set(kind, (used.get(kind) ?? 0) + 1);
    const named = nameOfTurn(Math.floor(random() * options.turns));
    const foreign: Said = { streamed, parts: [poisonWords(turn, named)] };
    const poison = poisons[kind]?.({ right, foreign, random });
    play(socket, poison?.pieces ?? [], poison?.ending, random() < 0.5 ? random() * 4 : 0);
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1_024, resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    models: options.names.map((name) => ({
      name,
      url: `http://127.0.0.1:${port}/${name}/v1`,
      credential: credentialOf(name),
      poisoning: name === options.poisoner,
    })),
    used,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Asked {
  readonly turn: string;
  readonly streamed: boolean;
}

function credentialOf(name: string): string {
  return `credential-of-${name}`;
}

/** Writes one piece after the other, `afterMs` between them. */
function play(
  socket: Socket,
  pieces: readonly (string | Buffer)[],
  ending?: 'end' | 'reset',
  afterMs = 0,
): void {
  const [first, ...others] = pieces;
  if (socket.destroyed) return;
  if (first !== undefined) socket.write(first);
  if (others.length > 0) {
    const next = (): void => play(socket, others, ending, afterMs);
    if (afterMs === 0) setImmediate(next);
    else setTimeout(next, afterMs);
  } else if (ending === 'end') socket.end();
  else if (ending === 'reset') socket.resetAndDestroy();
}
