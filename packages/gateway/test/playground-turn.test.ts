import {
  defaultFailover,
  type PlaygroundCaller,
  type PlaygroundControl,
  type PublishedSetting,
  type TurnRecord,
} from '@jackfield/gateway-config';
import { expect, test } from 'vitest';
import { chunk, startFakeUpstream } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { hello, postTurn } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway, type StartedGateway } from './start-gateway.ts';
import { until } from './until.ts';

const streamed = { ...hello, stream: true };

/** Everything that a person was told, and the control over their turn. */
class Person implements PlaygroundCaller {
  readonly heads: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  text = '';
  readonly times: number[] = [];
  readonly #over = Promise.withResolvers<TurnRecord | null>();
  readonly record = this.#over.promise;
  readonly control: PlaygroundControl;
  /** What `body` answers. */
  reads = true;

  constructor(
    { gateway }: StartedGateway,
    body: object | string,
    setting: PublishedSetting | null = null,
  ) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    this.control = gateway.playgroundTurn({ agentId: 'agt_1', setting, body: text }, this);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.heads.push({ status, headers });
  }

  body(text: string, atMs: number): boolean {
    this.text += text;
    this.times.push(atMs);
    return this.reads;
  }

  over(record: TurnRecord | null): void {
    this.#over.resolve(record);
  }
}

test('a person is given the very bytes that a caller gets', async () => {
  await using upstream = await startFakeUpstream();
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const caller = await postTurn(gateway, streamed);
  const bytes = await caller.text();
  const person = new Person(gateway, streamed);
  const record = await person.record;
  expect(person.text).toBe(bytes);
  expect(person.heads).toMatchObject([
    { status: 200, headers: { 'content-type': caller.headers.get('content-type') } },
  ]);
  const [head] = person.heads;
  for (const name of ['x-jackfield-revision', 'x-jackfield-model', 'x-jackfield-attempts']) {
    expect(head?.headers[name]).toBe(caller.headers.get(name));
  }
  expect(head?.headers['x-request-id']).toBe(record?.requestId);
  expect(record).toMatchObject({ keyId: null, revision: 7, outcome: 'answered', streamed: true });
  expect(gateway.records.at(-1)).toBe(record);
  expect(gateway.gateway.busy.turns).toBe(0);
});

test('an unsaved setting is what the turn goes by, and its record says that it wasn’t saved', async () => {
  await using live = await startFakeUpstream();
  await using other = await startFakeUpstream();
  await using gateway = await startGateway(configOf([choice(modelAt(live.url))]));
  const setting: PublishedSetting = {
    revision: 0,
    choices: [
      choice(modelAt(other.url, { id: 'byom/other' }), { parameters: { temperature: 0.3 } }),
    ],
    failover: defaultFailover,
  };
  const person = new Person(gateway, streamed, setting);
  expect(await person.record).toMatchObject({ revision: 0, model: 'byom/other' });
  expect(other.seen[0]?.body).toMatchObject({ temperature: 0.3 });
  expect(live.seen).toEqual([]);
  expect(person.heads[0]?.headers['x-jackfield-revision']).toBe('0');
});

test('a person who stops closes the upstream', async () => {
  await using upstream = await startFakeUpstream((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: 'Once upon a time' }));
  });
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const person = new Person(gateway, streamed);
  await until(() => person.text.includes('Once upon a time'));
  person.control.leave();
  await upstream.seen[0]?.closed;
  expect(await person.record).toMatchObject({ outcome: 'left' });
  expect(gateway.gateway.busy.turns).toBe(0);
});

test('a person who reads slowly is given the rest once there is room', async () => {
  await using upstream = await startFakeUpstream();
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const caller = await postTurn(gateway, streamed);
  const bytes = await caller.text();
  const person = new Person(gateway, streamed);
  person.reads = false;
  await until(() => person.text !== '');
  person.reads = true;
  person.control.drained();
  expect(await person.record).toMatchObject({ outcome: 'answered' });
  expect(person.text).toBe(bytes);
});

test('a failure is told in a caller’s words, before the first token and after it', async () => {
  await using upstream = await startFakeUpstream((response, { body }) => {
    if (JSON.stringify(body).includes('late')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: 'Well' }));
      response.destroy();
    } else {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"No","type":"invalid_request_error"}}');
    }
  });
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  for (const content of ['Hi', 'late']) {
    const said = { messages: [{ role: 'user', content }], stream: true };
    const caller = await postTurn(gateway, said);
    const person = new Person(gateway, said);
    expect(await person.record).toMatchObject({ outcome: 'failed' });
    expect(person.heads[0]?.status).toBe(caller.status);
    expect(person.text).toBe(await caller.text());
  }
});

test('an agent whose budget is spent is asked for nothing by its people either', async () => {
  await using upstream = await startFakeUpstream();
  const clock = new HandClock();
  const config = configOf([choice(modelAt(upstream.url))], { stoppedUntil: clock.now() + 90_000 });
  await using gateway = await startGateway(config, clock);
  const person = new Person(gateway, streamed);
  expect(await person.record).toBeNull();
  expect(person.heads).toMatchObject([
    { status: 429, headers: { 'retry-after': '90', 'x-should-retry': 'false' } },
  ]);
  expect(JSON.parse(person.text)).toMatchObject({ error: { code: 'budget_exceeded' } });
  expect(upstream.seen).toEqual([]);
});

test('what can’t become a turn is refused, and takes no place', async () => {
  await using upstream = await startFakeUpstream();
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  for (const [body, status] of [
    ['no json', 400],
    [{ ...hello, model: 'gpt-4o' }, 404],
  ] as const) {
    const person = new Person(gateway, body);
    expect(await person.record).toBeNull();
    expect(person.heads).toMatchObject([{ status }]);
    expect(JSON.parse(person.text)).toHaveProperty('error.message');
  }
  expect(gateway.gateway.busy.turns).toBe(0);
  expect(gateway.records).toEqual([]);
  expect(upstream.seen).toEqual([]);
});
