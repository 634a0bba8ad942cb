import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Deadlines, Failover, PublishedModel } from '@jackfield/gateway-config';
import { pixelPng } from '../src/providers/provider-contract-requests.ts';
import {
  chunk,
  done,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type Answer,
  type FakeUpstream,
} from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { startImageServer } from './start-image-server.ts';
import { until } from './until.ts';

let first: FakeUpstream;
let second: FakeUpstream;
let third: FakeUpstream;

beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
  third = await startFakeUpstream();
});

afterAll(async () => {
  for (const upstream of [first, second, third]) await upstream[Symbol.asyncDispose]();
});

beforeEach(() => {
  for (const upstream of [first, second, third]) {
    upstream.answer = sayHello;
    upstream.seen.length = 0;
  }
});

const streamed = { ...hello, stream: true };
const said = 'Hello, wörld 👋';
const retryMs = 20;

interface Setting {
  readonly failover?: Partial<Failover>;
  readonly deadlines?: Partial<Deadlines>;
  /** What the fallbacks have that others have not. */
  readonly model?: Partial<PublishedModel>;
  readonly fallbacks?: number;
}

function config({ failover = {}, deadlines = {}, model = {}, fallbacks = 1 }: Setting = {}) {
  const others = [
    choice(modelAt(second.url, { id: 'byom/second', ...model }), { deadlines }),
    choice(modelAt(third.url, { id: 'byom/third', ...model }), { deadlines }),
  ];
  return configOf(
    [
      choice(modelAt(first.url, { id: 'byom/first' }), { deadlines }),
      ...others.slice(0, fallbacks),
    ],
    { failover },
  );
}

function start(setting: Setting = {}, clock = new HandClock()) {
  return startGateway(config(setting), clock, { random: () => 0 });
}

const fails: Answer = (response) => void response.writeHead(503).end();
const silent: Answer = () => undefined;

/** Writes this much of a stream, and no more. */
const begins =
  (...texts: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(texts.map((content) => chunk({ content })).join(''));
  };

const says =
  (...texts: string[]): Answer =>
  (response) =>
    sendStream(
      response,
      texts.map((content) => chunk({ content })).join('') + chunk({}, 'stop') + done,
    );

/** Streams the texts, and breaks the connection once `cut` resolves. */
const breaksOff =
  (cut: Promise<void>, ...texts: string[]): Answer =>
  async (response, request) => {
    await begins(...texts)(response, request);
    await cut;
    response.socket?.resetAndDestroy();
  };

describe('a commit point at the first sentence', () => {
  const failover = { commitPoint: 'first_sentence' } as const;

  test('lets a fallback answer what broke in the first sentence, and nothing of it was heard', async () => {
    await using gateway = await start({ failover });
    first.answer = breaksOff(Promise.resolve(), 'Good ', 'morn');
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe(said);
    expect(events.at(-1)).toBe('[DONE]');
    expect(gateway.records[0]).toMatchObject({
      outcome: 'answered',
      attempts: [
        { cause: 'choice', outcome: 'failed', firstTokenMs: 0 },
        { cause: 'fallback', outcome: 'answered' },
      ],
    });
  });

  test('is passed by a whole sentence: what breaks then is an error event', async () => {
    await using gateway = await start({ failover });
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, 'Good morning. ', 'How');
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('Good morning. How');
    expect(events.at(-1)).toMatchObject({ error: { delivered_characters: 17 } });
    expect(second.seen).toHaveLength(0);
  });

  test('is passed by a tool call, which is no sentence', async () => {
    await using gateway = await start({ failover });
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'book' } };
    first.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ tool_calls: [call] }));
    };
    const response = await postTurn(gateway, streamed);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
    await response.body?.cancel();
  });

  test('is passed by an answer that ends without one', async () => {
    await using gateway = await start({ failover });
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe(said);
  });

  test('is passed by 2,000 characters without one, so that the caller hears something', async () => {
    await using gateway = await start({ failover });
    first.answer = begins('word,'.repeat(401));
    const response = await postTurn(gateway, streamed);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
    await response.body?.cancel();
  });
});

describe('a deadline for the first sentence', () => {
  const deadlines = { firstSentenceMs: 2_000, gapMs: 10_000 };

  test('switches before the commit point', async () => {
    const clock = new HandClock();
    await using gateway = await start(
      { deadlines, failover: { commitPoint: 'first_sentence' } },
      clock,
    );
    first.answer = begins('Good ', 'morn');
    const call = postTurn(gateway, streamed);
    // The first token moves the deadline from the token to the sentence.
    await until(() => clock.waits(2_000) && first.seen.length === 1);
    clock.advance(2_000);
    expect(textOf(await eventsOf(await call))).toBe(said);
    expect(gateway.records[0]?.attempts).toMatchObject([
      { errorCode: 'upstream_first_sentence_timeout', durationMs: 2_000 },
      { cause: 'fallback', outcome: 'answered' },
    ]);
    await first.seen[0]?.closed;
  });

  test('ends with an error event after it', async () => {
    const clock = new HandClock();
    await using gateway = await start({ deadlines }, clock);
    first.answer = begins('Good ', 'morn');
    const response = await postTurn(gateway, streamed);
    clock.advance(2_000);
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({
      error: { code: 'upstream_first_sentence_timeout', delivered_characters: 9 },
    });
    expect(second.seen).toHaveLength(0);
  });
});

describe('a retry at the same model', () => {
  const failover = { retry: true };

  test('is made once, and never twice', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover, fallbacks: 0 }, clock);
    first.answer = fails;
    const call = postTurn(gateway, streamed);
    await until(() => clock.waits(retryMs));
    expect(first.seen).toHaveLength(1);
    clock.advance(retryMs);
    const response = await call;
    expect(response.status).toBe(503);
    expect(response.headers.get('x-jackfield-attempts')).toBe('2');
    expect(first.seen).toHaveLength(2);
  });

  test('is not made where the setting forbids it', async () => {
    await using gateway = await start({ failover: { retry: false }, fallbacks: 0 });
    first.answer = fails;
    expect((await postTurn(gateway, streamed)).status).toBe(503);
    expect(first.seen).toHaveLength(1);
  });

  test('is not waited for beyond the end of the turn', async () => {
    const clock = new HandClock();
    await using gateway = await start(
      { failover, fallbacks: 0, deadlines: { totalMs: 1_000 } },
      clock,
    );
    first.answer = (response) => void response.writeHead(429, { 'retry-after': '1' }).end();
    expect((await postTurn(gateway, streamed)).status).toBe(429);
    expect(first.seen).toHaveLength(1);
  });

  test('adds at most a fifth to the load of a model that fails for all', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover, fallbacks: 0 }, clock);
    first.answer = fails;
    const turns = 100;
    for (let turn = 0; turn < turns; turn += 1) {
      let over = false;
      const call = postTurn(gateway, hello).finally(() => (over = true));
      await until(() => over || clock.waits(retryMs));
      if (!over) clock.advance(retryMs);
      expect((await call).status).toBe(503);
    }
    expect(first.seen.length).toBeLessThanOrEqual(1.2 * turns + 3);
    expect(first.seen.length).toBeGreaterThan(1.1 * turns);
  });

  test('that is waited for is not made when the caller leaves', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover, fallbacks: 0 }, clock);
    first.answer = fails;
    const record = gateway.nextRecord();
    const leaving = new AbortController();
    const call = postTurn(gateway, streamed, { signal: leaving.signal });
    await until(() => clock.waits(retryMs));
    leaving.abort();
    await call.catch(() => undefined);
    expect(await record).toMatchObject({ outcome: 'left', attempts: [{ outcome: 'failed' }] });
    expect(clock.timers).toBe(0);
    expect(gateway.gateway.modelHealth()).toMatchObject([{ inFlight: 0 }]);
  });
});

describe('a hedge', () => {
  const failover = { hedge: { afterMs: 800, shareMax: 1 } } as const;
  const begun = async (clock: HandClock): Promise<void> => {
    await until(() => clock.waits(800) && first.seen.length === 1);
    clock.advance(800);
    await until(() => second.seen.length === 1);
  };

  test('answers when it speaks first, and the model’s own socket is closed', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover }, clock);
    first.answer = silent;
    const call = postTurn(gateway, streamed);
    await begun(clock);
    const response = await call;
    expect(response.headers.get('x-jackfield-model')).toBe('byom/second');
    expect(response.headers.get('x-jackfield-attempts')).toBe('2');
    expect(textOf(await eventsOf(response))).toBe(said);
    await first.seen[0]?.closed;
    expect(gateway.records[0]?.attempts).toMatchObject([
      { model: 'byom/first', cause: 'choice', outcome: 'lost', failure: null },
      { model: 'byom/second', cause: 'hedge', outcome: 'answered' },
    ]);
    expect(gateway.gateway.modelHealth()).toMatchObject([{ inFlight: 0 }, { inFlight: 0 }]);
  });

  test('loses when the model speaks first, and its socket is closed', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover }, clock);
    const slow = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await slow.promise;
      sayHello(response, request);
    };
    second.answer = silent;
    const call = postTurn(gateway, streamed);
    await begun(clock);
    slow.resolve();
    const response = await call;
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
    expect(textOf(await eventsOf(response))).toBe(said);
    await second.seen[0]?.closed;
    expect(gateway.records[0]?.attempts).toMatchObject([
      { cause: 'choice', outcome: 'answered' },
      { cause: 'hedge', outcome: 'lost' },
    ]);
  });

  test('that is refused leaves the turn to the model it was to help out', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover }, clock);
    const slow = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await slow.promise;
      sayHello(response, request);
    };
    second.answer = (response) => {
      sendJson(response, { error: { message: 'no tools here' } }, 400);
    };
    const call = postTurn(gateway, streamed);
    await begun(clock);
    await until(() => gateway.logs.length === 1);
    slow.resolve();
    const response = await call;
    expect(response.status).toBe(200);
    expect(textOf(await eventsOf(response))).toBe(said);
  });

  test('goes on alone when the model fails meanwhile', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover: { ...failover, retry: true } }, clock);
    const breaks = Promise.withResolvers<void>();
    const slow = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await breaks.promise;
      await fails(response, request);
    };
    second.answer = async (response, request) => {
      await slow.promise;
      sayHello(response, request);
    };
    const call = postTurn(gateway, streamed);
    await begun(clock);
    breaks.resolve();
    await until(() => gateway.logs.length === 1);
    slow.resolve();
    expect(textOf(await eventsOf(await call))).toBe(said);
    expect(first.seen).toHaveLength(1);
    expect(second.seen).toHaveLength(1);
  });

  test('costs no more than its share of the turns', async () => {
    const clock = new HandClock();
    await using gateway = await start(
      { failover: { hedge: { afterMs: 800, shareMax: 0.1 } } },
      clock,
    );
    let slow = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await slow.promise;
      sayHello(response, request);
    };
    second.answer = silent;
    for (let turn = 0; turn < 40; turn += 1) {
      slow = Promise.withResolvers<void>();
      const call = postTurn(gateway, streamed);
      await until(() => clock.waits(800) && first.seen.length === turn + 1);
      clock.advance(800);
      slow.resolve();
      await (await call).text();
    }
    const hedges = gateway.records.filter(({ attempts }) => attempts.length === 2);
    expect(hedges.length).toBeLessThanOrEqual(3 + 4);
    expect(hedges.length).toBeGreaterThan(4);
  });

  test('after the 95th percentile is not made before enough first tokens were measured', async () => {
    const clock = new HandClock();
    await using gateway = await start(
      { failover: { hedge: { afterMs: 'p95', shareMax: 1 } } },
      clock,
    );
    const turn = async (ms: number, next: () => boolean): Promise<void> => {
      const slow = Promise.withResolvers<void>();
      first.answer = async (response, request) => {
        await slow.promise;
        sayHello(response, request);
      };
      const asked = first.seen.length;
      const call = postTurn(gateway, streamed);
      await until(() => first.seen.length === asked + 1 && clock.waits(10_000));
      clock.advance(ms);
      if (next()) slow.resolve();
      await (await call).text();
    };
    for (let count = 0; count < 20; count += 1) await turn(500, () => true);
    expect(second.seen).toHaveLength(0);
    expect(gateway.gateway.modelHealth()).toMatchObject([{ firstTokenP95Ms: 500 }]);
    await turn(500, () => false);
    expect(second.seen).toHaveLength(1);
    expect(gateway.records.at(-1)).toMatchObject({ model: 'byom/second' });
  });

  test('is not made while images are fetched, which would only be waited for twice', async () => {
    await using images = await startImageServer(() => undefined);
    const clock = new HandClock();
    const bytesOnly = { provider: 'bedrock', upstreamModel: 'm' };
    await using gateway = await startGateway(
      configOf(
        [
          choice(modelAt(first.url, { id: 'bedrock/first', ...bytesOnly })),
          choice(modelAt(second.url, { id: 'bedrock/second', ...bytesOnly })),
        ],
        { failover },
      ),
      clock,
      { allowedImageEndpoints: new Set([images.endpoint]) },
    );
    first.answer = (response) =>
      sendJson(response, {
        output: { message: { role: 'assistant', content: [{ text: 'A pixel.' }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
      });
    const answer = Promise.withResolvers<void>();
    images.answer = (response) =>
      void answer.promise.then(() => response.end(Buffer.from(pixelPng, 'base64')));
    const image = { type: 'image_url', image_url: { url: `${images.url}/a.png` } };
    const call = postTurn(gateway, { messages: [{ role: 'user', content: [image] }] });
    await until(() => images.seen.length === 1 && clock.waits(800));
    clock.advance(800);
    answer.resolve();
    expect((await call).status).toBe(200);
    expect(images.seen).toHaveLength(1);
    expect(second.seen).toHaveLength(0);
  });
});

describe('a hold phrase', () => {
  const failover = { holdPhrase: { afterMs: 1_500, text: 'One moment, please.' } };
  const heldOn = async (clock: HandClock): Promise<void> => {
    await until(() => clock.waits(1_500) && first.seen.length === 1);
    clock.advance(1_500);
  };

  test('is spoken once, marked, and then comes the answer', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover: { ...failover, retry: true } }, clock);
    const slow = Promise.withResolvers<void>();
    first.answer = async (response) => {
      await slow.promise;
      response.writeHead(503).end();
    };
    const call = postTurn(gateway, streamed);
    await heldOn(clock);
    const response = await call;
    slow.resolve();
    // The retry fails too, and the fallback answers: none of them says it again.
    await until(() => clock.waits(retryMs));
    clock.advance(retryMs);
    const events = await eventsOf(response);
    expect(textOf(events)).toBe(`One moment, please. ${said}`);
    expect(events[0]).toMatchObject({
      object: 'chat.completion.chunk',
      jackfield: { hold_phrase: true },
      choices: [{ delta: { role: 'assistant', content: 'One moment, please. ' } }],
    });
    expect(JSON.stringify(events).match(/hold_phrase/g)).toHaveLength(1);
    expect(events.at(-1)).toBe('[DONE]');
    expect(gateway.records[0]).toMatchObject({
      outcome: 'answered',
      heldOn: true,
      firstTokenMs: 1_500 + retryMs,
    });
  });

  test('does not hide a failure: it is an error event, and the phrase is not counted as answer', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover, fallbacks: 0 }, clock);
    const slow = Promise.withResolvers<void>();
    first.answer = async (response) => {
      await slow.promise;
      response.writeHead(503).end();
    };
    const call = postTurn(gateway, streamed);
    await heldOn(clock);
    const response = await call;
    slow.resolve();
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('One moment, please. ');
    expect(events.at(-1)).toMatchObject({
      error: { code: 'upstream_overloaded', delivered_characters: 0 },
    });
    expect(gateway.records[0]).toMatchObject({ outcome: 'failed', firstTokenMs: null });
  });

  test('is not said when the answer is in time', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover }, clock);
    expect(textOf(await eventsOf(await postTurn(gateway, streamed)))).toBe(said);
    expect(gateway.records[0]).toMatchObject({ heldOn: false });
  });

  test('is not said to a caller who takes its answer whole', async () => {
    const clock = new HandClock();
    await using gateway = await start({ failover }, clock);
    first.answer = silent;
    const call = postTurn(gateway, hello);
    await until(() => clock.waits(150_000) && first.seen.length === 1);
    expect(clock.waits(1_500)).toBe(false);
    clock.advance(150_000);
    expect(await (await call).json()).toMatchObject({ choices: [{ message: { content: said } }] });
  });
});

describe('an answer that breaks off', () => {
  const failover = { continueAfterCut: true };
  const model = { continuesAnswers: true };
  const texts = ['Good ', 'morning. It is', ' nine. And n'];

  test('is gone on with behind its last whole sentence by a model that was given it', async () => {
    await using gateway = await start({ failover, model });
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, ...texts);
    second.answer = says('Now ', 'you know.');
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('Good morning. It is nine. Now you know.');
    expect(events.at(-1)).toBe('[DONE]');
    expect(second.seen[0]?.body['messages']).toEqual([
      ...hello.messages,
      { role: 'assistant', content: 'Good morning. It is nine.' },
    ]);
    expect(gateway.records[0]).toMatchObject({
      outcome: 'answered',
      model: 'byom/second',
      firstTokenMs: 0,
      attempts: [
        { cause: 'choice', outcome: 'failed' },
        { cause: 'continuation', outcome: 'answered' },
      ],
    });
  });

  test('is still gone on with, and not begun anew, when the model that goes on fails first', async () => {
    const clock = new HandClock();
    await using gateway = await start(
      { failover: { ...failover, retry: true }, model, fallbacks: 2 },
      clock,
    );
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, ...texts);
    second.answer = fails;
    third.answer = says('Now you know.');
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    await until(() => clock.waits(retryMs));
    clock.advance(retryMs);
    expect(textOf(await eventsOf(response))).toBe('Good morning. It is nine. Now you know.');
    const given = { role: 'assistant', content: 'Good morning. It is nine.' };
    expect(second.seen).toHaveLength(2);
    for (const { body } of [...second.seen, ...third.seen]) {
      expect(body['messages']).toEqual([...hello.messages, given]);
    }
    expect(gateway.records[0]?.attempts.map(({ cause }) => cause)).toEqual([
      'choice',
      'continuation',
      'retry',
      'continuation',
    ]);
  });

  test('twice is gone on with twice', async () => {
    await using gateway = await start({ failover, model, fallbacks: 2 });
    const cut = Promise.withResolvers<void>();
    const cutAgain = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, 'One. ', 'T');
    second.answer = breaksOff(cutAgain.promise, 'Two. ', 'Thr');
    third.answer = says('Three.');
    const response = await postTurn(gateway, streamed);
    let heard = '';
    cut.resolve();
    for await (const bytes of response.body ?? []) {
      heard += Buffer.from(bytes).toString();
      if (heard.includes('Two.')) cutAgain.resolve();
    }
    expect(heard.match(/"content":"[^"]+"/g)?.join()).toBe(
      '"content":"One. ","content":"Two. ","content":"Three."',
    );
    expect(third.seen[0]?.body['messages']).toEqual([
      ...hello.messages,
      { role: 'assistant', content: 'One. Two.' },
    ]);
  });

  test('is gone on with too by a provider that takes images as bytes', async () => {
    await using gateway = await start({
      failover,
      model: { ...model, provider: 'bedrock', upstreamModel: 'm' },
    });
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, ...texts);
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    await response.text();
    expect(second.seen[0]?.body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ text: 'Good morning. It is nine.' }] },
    ]);
  });

  test.each<[string, Setting, object]>([
    ['unless the setting says so', { model }, {}],
    ['by a model that can’t', { failover, model: { continuesAnswers: false } }, {}],
    ['as one of several', { failover, model }, { n: 2 }],
    ['as JSON', { failover, model }, { response_format: { type: 'json_object' } }],
  ])('is not gone on with %s', async (_, setting, fields) => {
    await using gateway = await start(setting);
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, ...texts);
    const response = await postTurn(gateway, { ...streamed, ...fields });
    cut.resolve();
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
    expect(second.seen).toHaveLength(0);
  });

  test('says how many characters of whole sentences were delivered, where nobody goes on', async () => {
    await using gateway = await start({ failover, fallbacks: 0 });
    const cut = Promise.withResolvers<void>();
    first.answer = breaksOff(cut.promise, ...texts);
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('Good morning. It is nine. ');
    expect(events.at(-1)).toMatchObject({ error: { delivered_characters: 26 } });
  });

  test.each([
    { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'book', arguments: '{}' } }] },
    { function_call: { name: 'book', arguments: '{}' } },
  ])('is not gone on with after a tool was called', async (delta) => {
    await using gateway = await start({ failover, model });
    const cut = Promise.withResolvers<void>();
    first.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'I book it. ' }) + chunk(delta));
      await cut.promise;
      response.socket?.resetAndDestroy();
    };
    const response = await postTurn(gateway, streamed);
    cut.resolve();
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
    expect(second.seen).toHaveLength(0);
  });
});

describe('a model that fails five times in a row', () => {
  const lists: Answer = (response, request) => {
    if (request.method === 'GET') sendJson(response, { object: 'list', data: [] });
    else sayHello(response, request);
  };
  /** Five turns that the fallback had to answer. */
  async function opened(gateway: Awaited<ReturnType<typeof start>>): Promise<void> {
    first.answer = fails;
    for (let turn = 0; turn < 5; turn += 1) await (await postTurn(gateway, hello)).text();
    expect(gateway.gateway.modelHealth()[0]).toMatchObject({ circuit: 'open' });
    first.seen.length = 0;
  }

  test('is left alone: the fallback answers without an attempt at it', async () => {
    await using gateway = await start();
    await opened(gateway);
    const response = await postTurn(gateway, streamed);
    expect(textOf(await eventsOf(response))).toBe(said);
    expect(response.headers.get('x-jackfield-attempts')).toBe('1');
    expect(first.seen).toHaveLength(0);
    expect(gateway.records.at(-1)).toMatchObject({
      skipped: [{ model: 'byom/first', reason: 'circuit_open' }],
      attempts: [{ model: 'byom/second', cause: 'fallback' }],
    });
  });

  test('is probed by its list of models and not by a turn, and then asked again', async () => {
    const clock = new HandClock();
    await using gateway = await start({}, clock);
    await opened(gateway);
    const probed = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      if (request.method === 'GET') await probed.promise;
      await lists(response, request);
    };
    clock.advance(5_000);
    for (let turn = 0; turn < 3; turn += 1) await (await postTurn(gateway, hello)).text();
    await until(() => first.seen.length > 0);
    // One probe, whatever the number of turns.
    expect(first.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models']);
    expect(gateway.records.at(-1)).toMatchObject({ model: 'byom/second' });
    probed.resolve();
    await until(() => gateway.gateway.modelHealth()[0]?.circuit === 'closed');
    const response = await postTurn(gateway, hello);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
  });

  test('is left alone for twice as long when the probe fails', async () => {
    const clock = new HandClock();
    await using gateway = await start({}, clock);
    await opened(gateway);
    clock.advance(5_000);
    await (await postTurn(gateway, hello)).text();
    await until(() => gateway.gateway.modelHealth()[0]?.circuit === 'open');
    clock.advance(9_999);
    expect(gateway.gateway.modelHealth()[0]?.circuit).toBe('open');
    clock.advance(1);
    expect(gateway.gateway.modelHealth()[0]?.circuit).toBe('half_open');
  });

  test('is asked all the same where there is no other', async () => {
    await using gateway = await start({ fallbacks: 0 });
    first.answer = fails;
    for (let turn = 0; turn < 8; turn += 1) {
      expect((await postTurn(gateway, hello)).status).toBe(503);
    }
    expect(first.seen).toHaveLength(8);
    first.answer = sayHello;
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });

  test.each<[string, Setting['model']]>([
    ['fails', {}],
    ['is not ready', { endpoint: { ready: false, reason: 'No credential.' } }],
    ['has too many turns under way', { inFlightMax: 0 }],
  ])('is asked all the same where the only other %s', async (_, model = {}) => {
    await using gateway = await start();
    await opened(gateway);
    gateway.gateway.load(config({ model }));
    first.answer = sayHello;
    second.answer = fails;
    const response = await postTurn(gateway, streamed);
    expect(textOf(await eventsOf(response))).toBe(said);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
    // What was asked in the end was not passed over.
    expect(gateway.records.at(-1)?.skipped).not.toContainEqual({
      model: 'byom/first',
      reason: 'circuit_open',
    });
  });

  test('is asked again at once when somebody says that it is well', async () => {
    await using gateway = await start();
    await opened(gateway);
    first.answer = sayHello;
    gateway.gateway.closeCircuits();
    const response = await postTurn(gateway, hello);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/first');
  });
});

describe('a model with as many turns under way as it may have', () => {
  test('is passed over, and asked again when one is over', async () => {
    await using gateway = await startGateway(
      configOf([
        choice(modelAt(first.url, { id: 'byom/first', inFlightMax: 1 })),
        choice(modelAt(second.url, { id: 'byom/second' })),
      ]),
    );
    const slow = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await slow.promise;
      sayHello(response, request);
    };
    const held = postTurn(gateway, hello);
    await until(() => first.seen.length === 1);
    const other = await postTurn(gateway, hello);
    expect(other.headers.get('x-jackfield-model')).toBe('byom/second');
    expect(gateway.records.at(-1)?.skipped).toEqual([
      { model: 'byom/first', reason: 'too_many_in_flight' },
    ]);
    slow.resolve();
    await (await held).text();
    const next = await postTurn(gateway, hello);
    expect(next.headers.get('x-jackfield-model')).toBe('byom/first');
  });

  test('and no fallback answers 503, and says when to come again', async () => {
    await using gateway = await startGateway(
      configOf([choice(modelAt(first.url, { id: 'byom/first', inFlightMax: 0 }))]),
    );
    const response = await postTurn(gateway, streamed);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ error: { code: 'too_many_in_flight' } });
  });
});

test('an answer’s head tells its attempts, each with its model and how it ended', async () => {
  const clock = new HandClock();
  await using gateway = await start({ failover: { retry: true } }, clock);
  first.answer = fails;
  const call = postTurn(gateway, streamed);
  await until(() => clock.waits(retryMs));
  clock.advance(retryMs);
  const response = await call;
  expect(response.headers.get('x-jackfield-attempts')).toBe('3');
  expect(response.headers.get('server-timing')).toBe(
    [
      'attempt;desc="choice byom/first upstream_overloaded";dur=0',
      'attempt;desc="retry byom/first upstream_overloaded";dur=0',
      'attempt;desc="fallback byom/second";dur=0',
    ].join(', '),
  );
  await response.text();
});
