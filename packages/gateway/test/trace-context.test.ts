import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tracing } from '../src/index.ts';
import { sayHello, sendJson, startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { agentKey, choice, configOf, modelAt, startGateway } from './start-gateway.ts';

let upstream: FakeUpstream;
beforeAll(async () => void (upstream = await startFakeUpstream()));
afterAll(() => upstream[Symbol.asyncDispose]());
beforeEach(() => {
  upstream.answer = sayHello;
  upstream.seen.length = 0;
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentSpanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentSpanId}-01`;
const caller = { traceparent, tracestate: 'vendor=opaque', baggage: 'user=7' };
const passing = (passOn: Tracing['passOn']): Tracing => ({ passOn, isSampled: null });
const recording: Tracing = { passOn: 'traceparent', isSampled: () => true };

/** One turn with these headers: its record, and what its upstreams were told. */
async function turn(tracing: Tracing, headers: Record<string, string>, retry = false) {
  await using started = await startGateway(
    configOf([choice(modelAt(upstream.url))], { failover: { retry } }),
    undefined,
    { tracing },
  );
  const ended = started.nextRecord();
  await postTurn(started, hello, {
    headers: { authorization: `Bearer ${agentKey}`, ...headers },
  });
  const told = upstream.seen.map((request) => ({
    traceparent: request.headers['traceparent'],
    tracestate: request.headers['tracestate'],
    baggage: request.headers['baggage'],
  }));
  return { record: await ended, told };
}

test('a caller’s trace goes on to the upstream as it came, its state only where that is asked for', async () => {
  const [one, all, none] = [
    await turn(passing('traceparent'), caller),
    await turn(passing('all'), caller),
    await turn(passing('nothing'), caller),
  ];
  expect(one.told).toEqual([{ traceparent }]);
  expect(one.record.trace).toMatchObject({ traceId, parentSpanId, spanId: null });
  expect(all.told.at(-1)).toEqual({ traceparent, tracestate: 'vendor=opaque' });
  expect(none.told.at(-1)).toEqual({});
  expect(none.record.trace).toBeNull();
});

test('where spans are recorded, an upstream is told the span of its own attempt', async () => {
  upstream.answer = (response) => sendJson(response, { error: { message: 'busy' } }, 503);
  const { record, told } = await turn(recording, caller, true);
  expect(record.attempts).toHaveLength(2);
  expect(record.trace).toMatchObject({ traceId, parentSpanId, flags: '01' });
  expect(told.map((each) => each.traceparent)).toEqual(
    record.attempts.map(({ spanId }) => `00-${traceId}-${spanId}-01`),
  );
  const spans = [record.trace?.spanId, ...record.attempts.map(({ spanId }) => spanId)];
  expect(new Set(spans).size).toBe(3);
  for (const span of spans) expect(span).toMatch(/^[0-9a-f]{16}$/);
});

test('a turn without a trace begins one where spans are recorded, and says whether it is', async () => {
  const { record, told } = await turn({ ...recording, isSampled: () => false }, {});
  expect(record.trace).toMatchObject({ parentSpanId: null, flags: '00', state: null });
  expect(told[0]?.traceparent).toBe(`00-${record.trace?.traceId}-${record.attempts[0]?.spanId}-00`);
});

test.each([
  ['an unknown version', `ff-${traceId}-${parentSpanId}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${parentSpanId}-01`],
  ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['capital letters', traceparent.toUpperCase()],
  ['more than its version has', `${traceparent}-more`],
  ['too little', '00-1-2-01'],
])('a traceparent with %s counts as absent', async (_what, malformed) => {
  const { record, told } = await turn(passing('all'), { traceparent: malformed });
  expect([record.trace, told]).toEqual([null, [{}]]);
});

test('a traceparent of a later version is understood by what it has in common', async () => {
  const { told } = await turn(passing('all'), {
    traceparent: `01-${traceId}-${parentSpanId}-01-more`,
    tracestate: 'x'.repeat(513),
  });
  expect(told).toEqual([{ traceparent }]);
});
