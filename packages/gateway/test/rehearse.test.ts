import { defaultDeadlines, type Rehearsal } from '@jackfield/gateway-config';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sayHello, sendJson, startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { choice, configOf, modelAt, startGateway, type StartedGateway } from './start-gateway.ts';

let upstream: FakeUpstream;
let gateway: StartedGateway;
const signal = new AbortController().signal;
const model = 'byom/con_test';

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const only = modelAt(upstream.url, { inFlightMax: 2 });
  const config = configOf([choice(only)]);
  gateway = await startGateway({ ...config, models: new Map([[model, only]]) });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

function rehearsal(change: Partial<Rehearsal> = {}): Rehearsal {
  const agent = {
    id: 'agt_1',
    projectId: 'prj_1',
    slug: 'front-desk',
    name: 'Front desk',
    instructions: 'Be brief.',
  };
  return {
    agent,
    model,
    parameters: { temperature: 0.3 },
    deadlines: defaultDeadlines,
    request: { messages: [{ role: 'user', content: 'Hello' }] },
    ...change,
  };
}

describe('rehearsing a turn', () => {
  test('asks what a caller’s turn would, and gives the whole answer with its time', async () => {
    upstream.answer = sayHello;
    const rehearsed = await gateway.gateway.rehearse(rehearsal(), signal);
    expect(rehearsed).toMatchObject({
      kind: 'answered',
      text: 'Hello, wörld 👋',
      toolCalls: [],
      record: { firstTokenMs: expect.any(Number), durationMs: expect.any(Number) },
    });
    expect(upstream.seen.at(-1)?.body).toMatchObject({
      temperature: 0.3,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
    });
    expect(gateway.records).toEqual([]);
  });

  test('gives no credential that an upstream says back', async () => {
    upstream.answer = (response, { headers }) =>
      sendJson(response, {
        id: 'c1',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: `You sent ${headers.authorization}` },
            finish_reason: 'stop',
          },
        ],
      });
    const rehearsed = await gateway.gateway.rehearse(rehearsal(), signal);
    expect(rehearsed).toMatchObject({ kind: 'answered', text: 'You sent Bearer [secret]' });
  });

  test('asks once, and opens no circuit for callers however often it fails', async () => {
    upstream.answer = (response) => sendJson(response, { error: { message: 'No' } }, 503);
    const before = upstream.seen.length;
    for (let time = 0; time < 8; time += 1) {
      expect(await gateway.gateway.rehearse(rehearsal(), signal)).toMatchObject({
        kind: 'failed',
        failure: expect.stringMatching(/^(?:unavailable|overloaded)$/),
      });
    }
    expect(upstream.seen.length - before).toBe(8);
    expect(gateway.gateway.modelHealth()).toMatchObject([
      { model, circuit: 'closed', inFlight: 0 },
    ]);
    expect(gateway.records).toEqual([]);
  });

  test('leaves half of a model’s room to callers, and closes its upstream when told to leave', async () => {
    let closed = false;
    upstream.answer = (response) => {
      response.on('close', () => (closed = true));
    };
    const leave = new AbortController();
    const before = upstream.seen.length;
    const first = gateway.gateway.rehearse(rehearsal(), leave.signal);
    await vi.waitFor(() => expect(upstream.seen).toHaveLength(before + 1));
    expect(await gateway.gateway.rehearse(rehearsal(), signal)).toEqual({ kind: 'no_room' });
    leave.abort();
    expect(await first).toEqual({ kind: 'left' });
    await vi.waitFor(() => expect(closed).toBe(true));
    expect(gateway.gateway.modelHealth()[0]?.inFlight).toBe(0);
  });

  test('tells how long a vendor asks to wait, and of a model that is gone', async () => {
    upstream.answer = (response) => {
      response.setHeader('retry-after', '7');
      sendJson(response, { error: { message: 'Slow down' } }, 429);
    };
    expect(await gateway.gateway.rehearse(rehearsal(), signal)).toMatchObject({
      kind: 'failed',
      failure: 'rate_limited',
      retryable: true,
      retryAfterMs: 7_000,
    });
    expect(
      await gateway.gateway.rehearse(rehearsal({ model: 'byom/con_gone' }), signal),
    ).toMatchObject({ kind: 'failed', code: 'model_unknown' });
  });
});
