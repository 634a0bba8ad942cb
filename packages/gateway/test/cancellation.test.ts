import { describe, expect, test } from 'vitest';
import type { TurnRecord } from '@jackfield/gateway-config';
import { HealthRegistry } from '../src/health/health-registry.ts';
import { providers } from '../src/providers/providers.ts';
import type { Caller } from '../src/turn/caller.ts';
import { ImageMemory } from '../src/turn/image-memory.ts';
import { runTurn } from '../src/turn/run-turn.ts';
import { noTracing } from '../src/turn/trace-context.ts';
import { PublicWeb } from '../src/upstream/public-web.ts';
import { Upstream } from '../src/upstream/upstream.ts';
import { chunk } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { hello, postTurn } from './post-turn.ts';
import { startRawUpstream, type RawRequest } from './raw-upstream.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { until } from './until.ts';

/** An answer whose end is not in sight. */
const head =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const piece = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** A caller that was gone before its turn began: nothing but `onLeft` may be called. */
const nothing = (): never => {
  throw new Error('Nobody is there any more.');
};
const leftCaller: Caller = {
  onLeft: (callback) => callback(),
  begin: nothing,
  write: nothing,
  onDrain: nothing,
  end: nothing,
  breakOff: nothing,
  answer: nothing,
  fail: nothing,
};

interface Phase {
  readonly name: string;
  readonly answer: (request: RawRequest) => void;
  /** Whether the caller has an answer's head by then. */
  readonly answered?: boolean;
}

const phases: Phase[] = [
  { name: 'the headers are awaited', answer: () => undefined },
  {
    name: 'the first token is awaited',
    answer: ({ socket }) => void socket.write(head + piece(chunk({ role: 'assistant' }))),
  },
  {
    name: 'the answer streams',
    answer: ({ socket }) => void socket.write(head + piece(chunk({ content: 'Hello' }))),
    answered: true,
  },
];

// The clock stands still, so no deadline closes anything in the gateway's stead.
describe('a caller who leaves while', () => {
  test.each(phases)('$name closes the upstream’s socket', async ({ answer, answered = false }) => {
    await using raw = await startRawUpstream(answer);
    const clock = new HandClock();
    await using gateway = await startGateway(
      configOf([choice(modelAt(raw.url))], { failover: { retry: true } }),
      clock,
    );
    const record = gateway.nextRecord();
    const leaving = new AbortController();
    const call = postTurn(gateway, { ...hello, stream: true }, { signal: leaving.signal });
    if (answered) expect((await call).status).toBe(200);
    else await until(() => raw.seen.length === 1);
    leaving.abort();
    await call.catch(() => undefined);
    await until(() => raw.sockets[0]?.destroyed === true);
    expect(await record).toMatchObject({
      outcome: 'left',
      attempts: [{ cause: 'choice', outcome: 'left', failure: null }],
    });
    expect(raw.sockets).toHaveLength(1);
    expect(clock.timers).toBe(0);
    expect(gateway.gateway.modelHealth()).toMatchObject([{ inFlight: 0, circuit: 'closed' }]);
  });

  // A server that takes the connection and never says hello in TLS.
  const handshaking = async (
    act: (leaving: AbortController, clock: HandClock) => void,
  ): Promise<object> => {
    await using raw = await startRawUpstream(() => undefined);
    const clock = new HandClock();
    await using gateway = await startGateway(
      configOf([choice(modelAt(raw.url.replace('http:', 'https:')))]),
      clock,
    );
    const record = gateway.nextRecord();
    const leaving = new AbortController();
    const call = postTurn(gateway, { ...hello, stream: true }, { signal: leaving.signal });
    await until(() => raw.sockets.length === 1 && clock.waits(3_000));
    act(leaving, clock);
    await call.catch(() => undefined);
    await until(() => raw.sockets[0]?.destroyed === true);
    expect(raw.sockets).toHaveLength(1);
    return record;
  };

  test('the connection is made closes its socket', async () => {
    expect(await handshaking((leaving) => leaving.abort())).toMatchObject({ outcome: 'left' });
  });

  test('or is not made in time closes its socket too', async () => {
    expect(await handshaking((_, clock) => clock.advance(3_000))).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_connect_timeout',
    });
  });

  test('its turn has not begun is asked for nowhere', async () => {
    await using raw = await startRawUpstream(() => undefined);
    const upstream = new Upstream(new Set());
    const records: TurnRecord[] = [];
    const health = new HealthRegistry();
    const [agent] = configOf([choice(modelAt(raw.url))]).agentsById.values();
    if (!agent?.setting) throw new Error('The agent has a setting.');
    const web = new PublicWeb(new Set(), new Set());
    runTurn(
      {
        requestId: 'req_1',
        agent,
        keyId: null,
        setting: agent.setting,
        request: hello,
        trace: null,
        source: null,
      },
      {
        providers,
        upstream,
        web,
        imageMemory: new ImageMemory(0),
        clock: new HandClock(),
        random: () => 0,
        health,
        tracing: noTracing,
        probe: () => undefined,
        onTurn: (record) => void records.push(record),
        onFailure: () => undefined,
        onFault: () => undefined,
      },
      leftCaller,
    );
    expect(records).toMatchObject([{ outcome: 'left', attempts: [] }]);
    expect(health.report(0)).toEqual([]);
    upstream.close();
    expect(raw.sockets).toHaveLength(0);
  });

  test('a retry is waited for leaves nothing behind: no attempt, no timer', async () => {
    await using raw = await startRawUpstream(
      ({ socket }) =>
        void socket.end('HTTP/1.1 503 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
    );
    const clock = new HandClock();
    await using gateway = await startGateway(
      configOf([choice(modelAt(raw.url))], { failover: { retry: true } }),
      clock,
      { random: () => 0 },
    );
    const record = gateway.nextRecord();
    const leaving = new AbortController();
    const call = postTurn(gateway, hello, { signal: leaving.signal });
    await until(() => clock.waits(20));
    leaving.abort();
    await call.catch(() => undefined);
    expect(await record).toMatchObject({ outcome: 'left', attempts: [{ outcome: 'failed' }] });
    expect(clock.timers).toBe(0);
    await until(() => raw.sockets.every(({ destroyed }) => destroyed));
    expect(raw.seen).toHaveLength(1);
  });
});
