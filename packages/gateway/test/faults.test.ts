import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Failover } from '@jackfield/gateway-config';
import {
  chunk,
  done,
  helloCompletion,
  helloEvents,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type Answer,
  type FakeUpstream,
} from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { httpAnswer, startRawUpstream, type RawUpstream } from './raw-upstream.ts';
import { choice, configOf, modelAt, startGateway, type StartedGateway } from './start-gateway.ts';
import { until } from './until.ts';

// "A turn never dies quietly": what each fault of a model's server comes to, over real sockets. The
// clock is moved by hand, so a bound in time is what was waited for and not a guess.

let first: FakeUpstream;
let second: FakeUpstream;

beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
});

afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

beforeEach(() => {
  first.answer = sayHello;
  second.answer = sayHello;
  first.seen.length = 0;
  second.seen.length = 0;
});

const said = 'Hello, wörld 👋';
/** The shortest wait before a retry: `random` is 0 here. */
const retryMs = 20;
const firstTokenMs = 10_000;
const totalMs = 300_000;

interface Ending {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `null` for a turn that ended well. */
  readonly error: Record<string, unknown> | null;
  readonly events: unknown[];
}

async function endingOf(call: Promise<Response>): Promise<Ending> {
  const response = await call;
  const { status, headers } = response;
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    const events = await eventsOf(response);
    const last = events.at(-1);
    // Holds: an error event is the only object with that field.
    const { error } = (last === '[DONE]' ? { error: null } : last) as Pick<Ending, 'error'>;
    return { status, headers, text: textOf(events), error: error ?? null, events };
  }
  // Holds for both kinds of JSON that are answered.
  const body = (await response.json()) as {
    error?: Record<string, unknown>;
    choices?: { message: { content: string } }[];
  };
  return {
    status,
    headers,
    text: body.choices?.[0]?.message.content ?? '',
    error: body.error ?? null,
    events: [],
  };
}

const withFallback = (failover: Partial<Failover> = {}, url = first.url) =>
  configOf(
    [
      choice(modelAt(url, { id: 'byom/first' })),
      choice(modelAt(second.url, { id: 'byom/second' })),
    ],
    { failover: { retry: true, ...failover } },
  );

const alone = (failover: Partial<Failover> = {}, url = first.url) =>
  configOf([choice(modelAt(url, { id: 'byom/first' }))], {
    failover: { retry: true, ...failover },
  });

const start = (config: ReturnType<typeof alone>, clock = new HandClock()) =>
  startGateway(config, clock, { random: () => 0 });

/** Carries one turn, moving the clock by each of `waits` as soon as the gateway waits so long. */
async function carry(
  gateway: StartedGateway,
  clock: HandClock,
  stream: boolean,
  waits: readonly number[],
): Promise<Ending> {
  const call = endingOf(postTurn(gateway, { ...hello, stream }));
  for (const [index, ms] of waits.entries()) {
    // A second attempt is only made after the first two waits.
    await until(() => clock.waits(ms) && first.seen.length > index / 2);
    clock.advance(ms);
  }
  return call;
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end();

/** The first time, and then a good answer. */
function once(answer: Answer): Answer {
  let played = false;
  return (response, request) => {
    if (played) return sayHello(response, request);
    played = true;
    return answer(response, request);
  };
}

interface Fault {
  readonly name: string;
  readonly answer: () => Answer;
  /** What is waited for with a fallback, and alone; where a stream is waited for otherwise, that too. */
  readonly waits: readonly number[];
  readonly waitsAlone?: readonly number[];
  readonly waitsStreamed?: readonly number[];
  /** Attempts at the model itself. */
  readonly asked: number;
  /** What a caller without a fallback is told; `null`: it is answered. */
  readonly alone: { readonly status: number; readonly code: string } | null;
  readonly codeStreamed?: string;
}

const faults: Fault[] = [
  {
    name: '429 with a short Retry-After',
    answer: () => status(429, { 'retry-after': '1' }),
    waits: [1_000 + retryMs],
    asked: 2,
    alone: { status: 429, code: 'rate_limit_exceeded' },
  },
  {
    name: '429 with a Retry-After longer than a caller’s patience',
    answer: () => status(429, { 'retry-after': '30' }),
    waits: [],
    asked: 1,
    alone: { status: 429, code: 'rate_limit_exceeded' },
  },
  {
    name: '429 without Retry-After',
    answer: () => status(429),
    waits: [retryMs],
    asked: 2,
    alone: { status: 429, code: 'rate_limit_exceeded' },
  },
  {
    name: '500 once',
    answer: () => once(status(500)),
    waits: [retryMs],
    asked: 2,
    alone: null,
  },
  {
    name: '503 always',
    answer: () => status(503),
    waits: [retryMs],
    asked: 2,
    alone: { status: 503, code: 'upstream_overloaded' },
  },
  {
    name: 'a reset before the headers',
    answer: () => (response) => void response.socket?.resetAndDestroy(),
    waits: [retryMs],
    asked: 2,
    alone: { status: 502, code: 'upstream_unavailable' },
  },
  {
    name: 'no response',
    answer: () => () => undefined,
    waits: [totalMs / 2],
    waitsAlone: [totalMs],
    waitsStreamed: [firstTokenMs],
    asked: 1,
    alone: { status: 504, code: 'turn_timeout' },
    codeStreamed: 'upstream_first_token_timeout',
  },
  {
    name: 'headers, then silence',
    answer: () => (response) => response.writeHead(200).flushHeaders(),
    waits: [totalMs / 2],
    waitsAlone: [totalMs],
    waitsStreamed: [firstTokenMs],
    asked: 1,
    alone: { status: 504, code: 'turn_timeout' },
    codeStreamed: 'upstream_first_token_timeout',
  },
  {
    name: 'the status of an error, whose words never come',
    answer: () => (response) => void response.writeHead(503).write('{"err'),
    waits: [1_000, retryMs, 1_000],
    asked: 2,
    alone: { status: 503, code: 'upstream_overloaded' },
  },
  {
    name: 'an answer that is cut before its first token',
    answer: () => (response, request) => {
      if (request.body['stream'] === true) sendStream(response, chunk({ role: 'assistant' }));
      else {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"choices":[', () => response.socket?.end());
      }
    },
    waits: [retryMs],
    asked: 2,
    alone: { status: 502, code: 'upstream_unavailable' },
    codeStreamed: 'upstream_truncated',
  },
  {
    name: 'a malformed event, or half a body that ends as if it were whole',
    answer: () => (response, request) => {
      if (request.body['stream'] === true) sendStream(response, 'data: {"choices":\n\n');
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[');
    },
    waits: [retryMs],
    asked: 2,
    alone: { status: 502, code: 'upstream_malformed' },
  },
];

describe.each([true, false])('before anything was heard, streamed: %s,', (stream) => {
  describe.each(faults)('$name', (fault) => {
    const waitsOf = (own: readonly number[]): readonly number[] =>
      stream ? (fault.waitsStreamed ?? own) : own;

    test('is answered by the retry or the fallback, and the caller hears only that', async () => {
      const clock = new HandClock();
      await using gateway = await start(withFallback(), clock);
      first.answer = fault.answer();
      const record = gateway.nextRecord();
      const startedAt = clock.now();
      const waits = waitsOf(fault.waits);
      const ending = await carry(gateway, clock, stream, waits);
      expect(ending).toMatchObject({ status: 200, text: said, error: null });
      const answeredBy = fault.alone === null ? 'byom/first' : 'byom/second';
      expect(ending.headers.get('x-jackfield-model')).toBe(answeredBy);
      // Nothing was waited for but this.
      expect(clock.now() - startedAt).toBe(waits.reduce((sum, ms) => sum + ms, 0));
      expect(first.seen).toHaveLength(fault.asked);
      expect(second.seen).toHaveLength(fault.alone === null ? 0 : 1);
      const causes = fault.asked === 2 ? ['choice', 'retry'] : ['choice'];
      if (fault.alone !== null) causes.push('fallback');
      expect(ending.headers.get('x-jackfield-attempts')).toBe(String(causes.length));
      const attempts = causes.map((cause, index) =>
        index < causes.length - 1
          ? { cause, outcome: 'failed', model: 'byom/first', errorCode: expect.any(String) }
          : { cause, outcome: 'answered', model: answeredBy, failure: null, errorCode: null },
      );
      expect(await record).toMatchObject({
        outcome: 'answered',
        errorCode: null,
        model: answeredBy,
        attempts,
        skipped: [],
      });
    });

    test('is told to a caller without a fallback, and the next turn is answered', async () => {
      const clock = new HandClock();
      await using gateway = await start(alone(), clock);
      first.answer = fault.answer();
      const record = gateway.nextRecord();
      const ending = await carry(gateway, clock, stream, waitsOf(fault.waitsAlone ?? fault.waits));
      if (fault.alone === null) {
        expect(ending).toMatchObject({ status: 200, text: said, error: null });
      } else {
        const code = (stream ? fault.codeStreamed : undefined) ?? fault.alone.code;
        expect(ending).toMatchObject({ status: fault.alone.status, text: '', error: { code } });
        expect(await record).toMatchObject({ outcome: 'failed', errorCode: code });
        expect(gateway.gateway.modelHealth()).toMatchObject([{ circuit: 'closed', inFlight: 0 }]);
      }
      expect(first.seen).toHaveLength(fault.asked);

      first.answer = sayHello;
      expect(await endingOf(postTurn(gateway, { ...hello, stream }))).toMatchObject({
        status: 200,
        text: said,
        error: null,
      });
    });
  });

  test('a Retry-After that is too long for a retry is handed on', async () => {
    await using gateway = await start(alone());
    first.answer = status(429, { 'retry-after': '30' });
    const ending = await endingOf(postTurn(gateway, { ...hello, stream }));
    expect(ending.headers.get('retry-after')).toBe('30');
  });

  test('a refused connection is answered by the fallback', async () => {
    const gone = await startFakeUpstream();
    await gone[Symbol.asyncDispose]();
    const clock = new HandClock();
    await using gateway = await start(withFallback({}, gone.url), clock);
    const call = endingOf(postTurn(gateway, { ...hello, stream }));
    await until(() => clock.waits(retryMs));
    clock.advance(retryMs);
    expect(await call).toMatchObject({ status: 200, text: said });
    expect(gateway.records[0]?.attempts.map(({ cause }) => cause)).toEqual([
      'choice',
      'retry',
      'fallback',
    ]);
  });

  describe('a conversation longer than the model’s context window', () => {
    const tooLong: Answer = (response) =>
      sendJson(
        response,
        { error: { message: 'maximum context length', code: 'context_length_exceeded' } },
        400,
      );
    const windows = (own: number | null, ...others: (number | null)[]) =>
      configOf([
        choice(modelAt(first.url, { id: 'byom/first', contextWindow: own })),
        ...others.map((contextWindow, index) =>
          choice(modelAt(second.url, { id: `byom/other-${index}`, contextWindow })),
        ),
      ]);

    test.each<[string, number | null, (number | null)[], string]>([
      ['larger', 8_000, [16_000], 'byom/other-0'],
      ['not known', 8_000, [null], 'byom/other-0'],
      ['larger than one that is not known', null, [16_000], 'byom/other-0'],
      ['larger, behind one that is smaller', 8_000, [4_000, 16_000], 'byom/other-1'],
    ])('is answered by a fallback whose window is %s', async (_, own, others, answeredBy) => {
      await using gateway = await start(windows(own, ...others));
      first.answer = tooLong;
      const ending = await endingOf(postTurn(gateway, { ...hello, stream }));
      expect(ending).toMatchObject({ status: 200, text: said });
      expect(ending.headers.get('x-jackfield-model')).toBe(answeredBy);
      expect(second.seen).toHaveLength(1);
      const skipped = others.length === 2 ? [{ model: 'byom/other-0', reason: 'not_wanted' }] : [];
      expect(gateway.records[0]?.skipped).toEqual(skipped);
    });

    test.each([8_000, 4_000])(
      'is told where the fallback’s window is %i of 8000',
      async (other) => {
        await using gateway = await start(windows(8_000, other));
        first.answer = tooLong;
        const ending = await endingOf(postTurn(gateway, { ...hello, stream }));
        expect(ending).toMatchObject({ status: 400, error: { code: 'context_length_exceeded' } });
        expect(second.seen).toHaveLength(0);
        expect(gateway.records[0]?.skipped).toEqual([
          { model: 'byom/other-0', reason: 'not_wanted' },
        ]);
      },
    );
  });

  describe('what the content filter refused', () => {
    const filtered: Answer = (response) =>
      sendJson(response, { error: { message: 'filtered', code: 'content_filter' } }, 400);

    test('is told, and no other vendor is asked', async () => {
      await using gateway = await start(withFallback());
      first.answer = filtered;
      const ending = await endingOf(postTurn(gateway, { ...hello, stream }));
      expect(ending).toMatchObject({ status: 400, error: { code: 'content_filter' } });
      expect(first.seen).toHaveLength(1);
      expect(second.seen).toHaveLength(0);
    });

    test('is asked of the fallback if the setting says so', async () => {
      await using gateway = await start(withFallback({ switchOnContentFilter: true }));
      first.answer = filtered;
      const ending = await endingOf(postTurn(gateway, { ...hello, stream }));
      expect(ending).toMatchObject({ status: 200, text: said });
      expect(first.seen).toHaveLength(1);
    });
  });

  test('a server that fails and works by turns for a minute never fails a turn that has a fallback', async () => {
    const clock = new HandClock();
    await using gateway = await start(withFallback(), clock);
    let asked = 0;
    first.answer = (response, request) => {
      asked += 1;
      if (Math.floor(asked / 7) % 2 === 0) response.writeHead(503).end();
      else sayHello(response, request);
    };
    for (let turn = 0; turn < 120; turn += 1) {
      let over = false;
      const call = endingOf(postTurn(gateway, { ...hello, stream })).finally(() => (over = true));
      await until(() => over || clock.waits(retryMs));
      if (!over) clock.advance(retryMs);
      expect(await call).toMatchObject({ status: 200, text: said, error: null });
      clock.advance(500);
    }
    expect(gateway.records.every(({ outcome }) => outcome === 'answered')).toBe(true);
    // Both did their part, and the circuit spared the model some of its failures.
    const reasons = gateway.records.flatMap(({ skipped }) => skipped.map(({ reason }) => reason));
    expect(new Set(reasons)).toEqual(new Set(['circuit_open']));
    const models = new Set(gateway.records.map(({ model }) => model));
    expect(models).toEqual(new Set(['byom/first', 'byom/second']));
  });
});

describe('once the caller has heard something', () => {
  const begun: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: '' }) + chunk({ content: 'Hello' }));
  };
  /** Begins, and goes on once the caller has the beginning. */
  const thenOnceHeard = (more: (response: Parameters<Answer>[0]) => void) => {
    const heard = Promise.withResolvers<void>();
    first.answer = async (response, request) => {
      await begun(response, request);
      await heard.promise;
      more(response);
    };
    return heard;
  };

  test.each<[string, string, (response: Parameters<Answer>[0]) => void]>([
    ['a cut', 'upstream_unavailable', (response) => void response.socket?.end()],
    ['a reset', 'upstream_unavailable', (response) => void response.socket?.resetAndDestroy()],
    ['an end without a finish reason', 'upstream_truncated', (response) => void response.end()],
    ['[DONE] without a finish reason', 'upstream_truncated', (response) => void response.end(done)],
    [
      'a malformed event',
      'upstream_malformed',
      (response) => void response.end(`data: {"choi\n\n${chunk({}, 'stop')}`),
    ],
  ])('%s is an error event that says how much was delivered', async (_, code, more) => {
    await using gateway = await start(withFallback());
    const heard = thenOnceHeard(more);
    const record = gateway.nextRecord();
    const response = await postTurn(gateway, { ...hello, stream: true });
    heard.resolve();
    const ending = await endingOf(Promise.resolve(response));
    expect(ending).toMatchObject({
      status: 200,
      text: 'Hello',
      error: { code, delivered_characters: 5, type: 'server_error' },
    });
    expect(ending.events).not.toContain('[DONE]');
    expect(first.seen).toHaveLength(1);
    expect(second.seen).toHaveLength(0);
    expect(await record).toMatchObject({
      outcome: 'failed',
      errorCode: code,
      attempts: [{ cause: 'choice', outcome: 'failed', errorCode: code }],
    });
    first.answer = sayHello;
    expect(await endingOf(postTurn(gateway, { ...hello, stream: true }))).toMatchObject({
      text: said,
    });
  });

  test('silence is an error event after the deadline between two tokens', async () => {
    const clock = new HandClock();
    await using gateway = await start(withFallback(), clock);
    first.answer = begun;
    const response = await postTurn(gateway, { ...hello, stream: true });
    clock.advance(10_000);
    expect(await endingOf(Promise.resolve(response))).toMatchObject({
      text: 'Hello',
      error: { code: 'upstream_stalled', delivered_characters: 5 },
    });
    await first.seen[0]?.closed;
    expect(clock.timers).toBe(0);
    first.answer = sayHello;
    expect(await endingOf(postTurn(gateway, { ...hello, stream: true }))).toMatchObject({
      text: said,
    });
  });

  test('a missing [DONE] is none: the caller gets one', async () => {
    await using gateway = await start(withFallback());
    first.answer = (response) => sendStream(response, helloEvents.slice(0, -1).join(''));
    const ending = await endingOf(postTurn(gateway, { ...hello, stream: true }));
    expect(ending).toMatchObject({ text: said, error: null });
    expect(ending.events.at(-1)).toBe('[DONE]');
  });
});

describe.each([true, false])('a server that keeps to no rules, streamed: %s,', (stream) => {
  const answers: RawUpstream['answer'] = ({ socket }) => {
    if (stream) {
      const body = helloEvents.join('');
      socket.write(httpAnswer(body, 'content-type: text/event-stream'));
    } else socket.write(httpAnswer(JSON.stringify(helloCompletion)));
  };

  test('a byte at a time is no token: the fallback answers in time', async () => {
    await using raw = await startRawUpstream(() => undefined);
    const clock = new HandClock();
    await using gateway = await start(withFallback({}, raw.url), clock);
    const bytes = stream
      ? `HTTP/1.1 200 OK\r\n\r\n${': ping\n\n'.repeat(100)}`
      : `HTTP/1.1 200 OK\r\n\r\n${' '.repeat(1_000)}`;
    const startedAt = clock.now();
    const call = endingOf(postTurn(gateway, { ...hello, stream }));
    const deadline = stream ? firstTokenMs : totalMs / 2;
    await until(() => raw.seen.length === 1 && clock.waits(deadline));
    const socket = raw.seen[0]?.socket;
    let at = 0;
    // One byte a second, for as long as anybody takes it.
    while (clock.now() - startedAt < deadline) {
      await new Promise((resolve) => socket?.write(bytes[at] ?? ' ', resolve));
      at += 1;
      clock.advance(1_000);
    }
    expect(await call).toMatchObject({ status: 200, text: said });
    expect(clock.now() - startedAt).toBe(deadline);
    expect(gateway.records[0]?.attempts.map(({ cause }) => cause)).toEqual(['choice', 'fallback']);
    await until(() => socket?.destroyed === true);

    raw.answer = answers;
    expect(await endingOf(postTurn(gateway, { ...hello, stream }))).toMatchObject({ text: said });
  });

  test('case 50: answers of status 1xx without end are cut off, and the fallback answers', async () => {
    await using raw = await startRawUpstream(() => undefined);
    const clock = new HandClock();
    await using gateway = await start(withFallback({ retry: false }, raw.url), clock);
    let sent = 0;
    raw.answer = ({ socket }) => {
      const storm = (): void => {
        if (socket.destroyed) return;
        sent += 1;
        socket.write('HTTP/1.1 102 Processing\r\n\r\n', storm);
      };
      storm();
    };
    // No time passes: it is their number that ends them.
    expect(await endingOf(postTurn(gateway, { ...hello, stream }))).toMatchObject({
      status: 200,
      text: said,
    });
    expect(sent).toBeGreaterThan(100);
    expect(gateway.records[0]?.attempts).toMatchObject([
      { outcome: 'failed', errorCode: 'upstream_unavailable' },
      { outcome: 'answered' },
    ]);
    await until(() => raw.sockets.every(({ destroyed }) => destroyed));
  });

  test('case 50: a few answers of status 1xx come before the real one', async () => {
    await using raw = await startRawUpstream((request) => {
      request.socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(20));
      answers(request);
    });
    await using gateway = await start(alone({}, raw.url));
    expect(await endingOf(postTurn(gateway, { ...hello, stream }))).toMatchObject({ text: said });
  });
});

test('a caller who never reads its answer is let go a minute after its end', async () => {
  const clock = new HandClock();
  await using gateway = await start(alone(), clock);
  first.answer = (response) =>
    sendJson(response, {
      ...helloCompletion,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'x'.repeat(12_000_000) },
          finish_reason: 'stop',
        },
      ],
    });
  const response = await postTurn(gateway, hello);
  expect(response.status).toBe(200);
  await until(() => clock.waits(60_000));
  clock.advance(60_000);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(clock.timers).toBe(0);
});
