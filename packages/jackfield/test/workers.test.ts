import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, CreatedAgentKey, Status, Turn } from '@jackfield/control-plane';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api } from './crash-api.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { event } from './hand-turns.ts';
import { startHandUpstream } from './hand-upstream.ts';
import { openConnection, type Connection } from './over-connection.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const metricsToken = 'metrics-token-of-the-workers-2b9d';
const models = ['openai/gpt-4o-mini', 'openai/gpt-4o'] as const;

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;
/** One for each worker, as connections are handed out in turn. */
let connections: readonly Connection[];

function serve(dataDir: string, more: Readonly<Record<string, string>> = {}): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_WORKERS: '2',
    JACKFIELD_METRICS_TOKEN: metricsToken,
    JACKFIELD_TRUSTED_PROXIES: '127.0.0.1',
    JACKFIELD_ALLOW_ENDPOINTS: new URL(upstream.baseUrls.polyllm).host,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
    POLYLLM_BASE_URL: upstream.baseUrls.polyllm,
    POLYLLM_API_KEY: upstream.credentials.polyllm,
    ...more,
  });
}

beforeAll(async () => {
  [upstream, folder] = await Promise.all([startFakeUpstream(), dataFolder()]);
  program = serve(folder.path);
  url = await program.ready;
  connections = [openConnection(url), openConnection(url)];
  // Opened by their first request, and so one after the other.
  for (const connection of connections) await connection.ask('GET', '/healthz', {});
});

afterAll(async () => {
  for (const connection of connections) connection.close();
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const bearer = (token: string): object => ({ authorization: `Bearer ${token}` });
const said = (content: string, more: object = {}): object => ({
  messages: [{ role: 'user', content }],
  ...more,
});

async function makeAgent(name: string, key: object = {}) {
  const { id } = await api<Agent>(url, 'POST', '/agents', { name });
  const made = await api<CreatedAgentKey>(url, 'POST', `/agents/${id}/keys`, key);
  const save = (setting: object): Promise<{ revision: number }> =>
    api(url, 'PUT', `/agents/${id}/model-setting`, setting);
  await save({ model: models[0] });
  return {
    id,
    save,
    turn: (connection: Connection, content = 'Hello', more: object = {}) =>
      connection.ask('POST', '/v1/chat/completions', bearer(made.key), said(content, more)),
  };
}

/** Which process ids the log names as workers, by their names there. */
function workerPids(log: string): ReadonlyMap<string, number> {
  const found = log.matchAll(/"worker":"(worker-\d)","pid":(\d+),"msg":"A worker is ready/g);
  return new Map([...found].map(([, name = '', pid]) => [name, Number(pid)]));
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('connections go to both workers, and every turn is recorded once, readable at once', async () => {
  const agent = await makeAgent('Front desk');
  const ids: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(connections.map((one) => agent.turn(one, 'Hi')));
    ids.push(...answers.map(({ headers }) => String(headers['x-request-id'])));
    const turns = await api<{ items: Turn[] }>(url, 'GET', `/turns?agentId=${agent.id}&limit=100`);
    expect(turns.items.map(({ requestId }) => requestId).toSorted(byText)).toEqual(
      ids.toSorted(byText),
    );
  }
  const text = await metrics();
  const counted = /jackfield_turns_total\{agent="front-desk",[^}]*outcome="answered"\} (\d+)/.exec(
    text,
  );
  expect(counted?.[1]).toBe('20');
  expect(text).toMatch(/^jackfield_workers 2$/m);
  const busy = [
    ...text.matchAll(/^jackfield_worker_cpu_seconds_total\{worker="([^"]+)"\} [\d.]+$/gm),
  ];
  expect(busy.map(([, name]) => name)).toEqual(['worker-1', 'worker-2']);
});

async function metrics(): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { headers: { ...bearer(metricsToken) } });
  return answer.text();
}

test('a save is live on every worker before it answers, save after save', async () => {
  const agent = await makeAgent('Saved line');
  for (let save = 2; save <= 60; save += 1) {
    const { revision } = await agent.save({ model: models[save % 2] });
    const answers = await Promise.all(connections.map((one) => agent.turn(one)));
    expect(answers.map(({ headers }) => headers['x-jackfield-revision'])).toEqual([
      String(revision),
      String(revision),
    ]);
    expect(answers.map(({ headers }) => headers['x-jackfield-model'])).toEqual([
      models[save % 2],
      models[save % 2],
    ]);
  }
  const { gateways, configVersion } = await api<Status>(url, 'GET', '/status');
  expect(gateways.map(({ id }) => id)).toEqual(['local', 'worker-1', 'worker-2']);
  for (const gateway of gateways) expect(gateway).toMatchObject({ configVersion, upToDate: true });
});

test('a key’s requests a minute hold for all workers together, asked at once or in turn', async () => {
  const agent = await makeAgent('Limited line', { requestsPerMinute: 10 });
  const more = connections.map(() => openConnection(url));
  const all = [...connections, ...more];
  const answers = await Promise.all(all.map((one) => agent.turn(one)));
  for (let round = 0; round < 4; round += 1) {
    for (const one of all) answers.push(await agent.turn(one));
  }
  for (const one of more) one.close();
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(refused).toHaveLength(10);
  expect(refused.at(-1)?.headers['retry-after']).toMatch(/^[1-6]$/);
  // Whichever worker refused them.
  expect(await metrics()).toMatch(/^jackfield_turns_refused_total\{reason="key_limit"\} 10$/m);
});

test('a connection’s limit of attempts holds for all workers together', async () => {
  await using hand = await startHandUpstream();
  await api(url, 'POST', '/allowed-endpoints', { endpoint: hand.endpoint });
  const { model } = await api<{ model: string }>(url, 'POST', '/connections', {
    name: 'One at a time',
    url: hand.url,
    modelId: 'm',
    auth: { method: 'none' },
    inFlightMax: 1,
  });
  const agent = await makeAgent('Narrow line');
  await agent.save({ model, failover: { retry: false } });
  const [first, second] = connections;
  if (first === undefined || second === undefined) throw new Error('There are two workers.');
  const held = agent.turn(first, 'Hello', { stream: true });
  const answer = await hand.turn;
  answer.write(event({ role: 'assistant', content: 'Half' }));
  // Told over the pipes: by the second answer the other worker has heard what the first knew.
  for (let round = 0; round < 2; round += 1) await api<Status>(url, 'GET', '/status');
  expect(JSON.parse((await agent.turn(second)).text)).toMatchObject({
    error: { code: 'too_many_in_flight' },
  });
  answer.end(`${event({}, 'stop')}data: [DONE]\n\n`);
  expect((await held).text).toContain('[DONE]');
});

test('circuits of every worker are told of, and are closed together', async () => {
  const agent = await makeAgent('Circuit line');
  const fallback = 'polyllm/polyllm';
  await agent.save({
    model: models[0],
    fallbacks: [{ model: fallback }],
    failover: { retry: false },
  });
  const answered = async (content: string): Promise<unknown[]> =>
    (await Promise.all(connections.map((one) => agent.turn(one, content)))).map(
      ({ headers }) => headers['x-jackfield-model'],
    );
  for (let turn = 1; turn <= 5; turn += 1) await answered('Hi [fault: 500 vendor=openai]');
  const circuit = async (): Promise<unknown> =>
    (await api<Status>(url, 'GET', '/status')).models.find(({ model }) => model === models[0]);
  expect(await circuit()).toMatchObject({ circuit: 'open', inFlight: 0 });
  expect(await answered('Hi')).toEqual([fallback, fallback]);
  const close = await fetch(`${url}/api/v1/status/circuits/close`, {
    method: 'POST',
    headers: { ...bearer(adminToken) },
  });
  expect(close.status).toBe(204);
  expect(await circuit()).toMatchObject({ circuit: 'closed' });
  expect(await answered('Hi')).toEqual([models[0], models[0]]);
});

test('page, REST and progress come through a worker as from the main process itself', async () => {
  const [one] = connections;
  if (one === undefined) throw new Error('There are two workers.');
  const page = await one.ask('GET', '/', {});
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  const rest = await one.ask('GET', '/api/v1/openapi.json', {});
  expect([rest.status, rest.headers['x-frame-options']]).toEqual([200, 'DENY']);
  expect((await one.ask('GET', '/api/v1/agents', {})).status).toBe(401);
  const other = await one.ask('GET', '/api/v1/agents', { host: 'evil.example' });
  expect([other.status, JSON.parse(other.text)]).toMatchObject([421, { code: 'host_not_allowed' }]);

  const progress = await openConnection(url).begin(
    'POST',
    '/api/v1/connections/check',
    { ...bearer(adminToken), accept: 'text/event-stream' },
    {
      url: upstream.baseUrls.polyllm,
      modelId: 'polyllm',
      auth: { method: 'bearer', credential: upstream.credentials.polyllm },
    },
  );
  expect(progress.headers['content-type']).toContain('text/event-stream');
  expect(await textOf(progress)).toMatch(/^event: .*"ready":true/ms);
});

test('who guesses passwords is held back by the address that the request came from', async () => {
  const guess = (forwardedFor: string, more: object = {}): Promise<{ status: number }> =>
    (connections[0] ?? openConnection(url)).ask(
      'POST',
      '/api/v1/session',
      { 'x-forwarded-for': forwardedFor, ...more },
      { name: 'nobody-of-that-name', password: 'a wrong password' },
    );
  for (let time = 0; time < 10; time += 1) expect((await guess('192.0.2.7')).status).toBe(401);
  expect((await guess('192.0.2.7')).status).toBe(429);
  expect((await guess('192.0.2.8')).status).toBe(401);
  // What a caller says in a worker's place is not heard.
  const forged = { 'x-jackfield-peer-address': '203.0.113.9', 'x-jackfield-worker-token': 'x' };
  expect((await guess('192.0.2.7', forged)).status).toBe(429);
});

/** 5 s of words, so that whatever is to happen meanwhile does. */
const longAnswer = 'Hello [words: 100] [pace: gap=50]';

/** A program of its own with an agent, and a connection to each of its workers. */
async function startOwn(dataDir: string, more: Readonly<Record<string, string>> = {}) {
  const program = serve(dataDir, more);
  const url = await program.ready;
  const { id } = await api<Agent>(url, 'POST', '/agents', { name: 'Own line' });
  const { key } = await api<CreatedAgentKey>(url, 'POST', `/agents/${id}/keys`, {});
  await api(url, 'PUT', `/agents/${id}/model-setting`, { model: models[0] });
  const connections = [openConnection(url), openConnection(url)];
  for (const connection of connections) await connection.ask('GET', '/healthz', {});
  const stream = (connection: Connection) =>
    connection.begin(
      'POST',
      '/v1/chat/completions',
      bearer(key),
      said(longAnswer, { stream: true }),
    );
  return { program, url, key, connections, stream };
}

async function textOf(answer: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const piece of answer) text += String(piece);
  return text;
}

const turnsOf = async (url: string): Promise<number> =>
  (await api<{ items: Turn[] }>(url, 'GET', '/turns?limit=100')).items.length;

test('a worker that is killed takes its own turns along and no others, and is started again', async () => {
  await using own = await dataFolder();
  const { program, url, key, connections, stream } = await startOwn(own.path);
  await using _ = program;
  const answers = await Promise.all(connections.map(stream));
  const texts = Promise.allSettled(answers.map(textOf));
  const { models: health } = await api<Status>(url, 'GET', '/status');
  expect(health).toMatchObject([{ inFlight: 2 }]);
  const pids = workerPids(program.stderr());
  process.kill(pids.get('worker-1') ?? 0, 'SIGKILL');
  await expect
    .poll(() => program.stderr())
    .toMatch(/"worker":"worker-1".*"answersCut":1,.*A worker ended/);
  // Whoever comes now is answered, by the other or by the main process.
  for (let turn = 0; turn < 4; turn += 1) {
    const one = openConnection(url);
    const answer = await one.ask('POST', '/v1/chat/completions', bearer(key), said('Hello'));
    expect(answer.status).toBe(200);
    one.close();
  }
  await expect
    .poll(() => workerPids(program.stderr()).get('worker-1'), { timeout: 10_000 })
    .not.toBe(pids.get('worker-1'));
  expect((await texts).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const whole = (await texts).find((one) => one.status === 'fulfilled');
  expect(whole?.value).toMatch(/\[DONE\]\s+$/);
  const { gateways } = await api<Status>(url, 'GET', '/status');
  expect(gateways.map(({ upToDate }) => upToDate)).toEqual([true, true, true]);
  for (const connection of connections) connection.close();
});

test('a save waits for a worker that is stuck, but not for long, and says how far it is', async () => {
  await using own = await dataFolder();
  const { program, url, key, connections } = await startOwn(own.path);
  await using _ = program;
  const { items } = await api<{ items: Agent[] }>(url, 'GET', '/agents');
  const stuck = workerPids(program.stderr()).get('worker-1') ?? 0;
  // Asked over the other one, whichever of the two connections that is.
  process.kill(stuck, 'SIGSTOP');
  const save = (connection: Connection) =>
    connection.ask('PATCH', `/api/v1/agents/${items[0]?.id}`, bearer(adminToken), { name: 'New' });
  const saved = await Promise.any(connections.map(save));
  expect(saved.status).toBe(200);
  const free = openConnection(url);
  const status = async (): Promise<Status> =>
    // Holds: that is what this path answers.
    JSON.parse((await free.ask('GET', '/api/v1/status', bearer(adminToken))).text) as Status;
  const late = async (): Promise<string[]> =>
    (await status()).gateways.filter(({ upToDate }) => !upToDate).map(({ id }) => id);
  expect(await late()).toEqual(['worker-1']);
  // New connections go to who answers.
  const turn = await free.ask('POST', '/v1/chat/completions', bearer(key), said('Hello'));
  expect(turn.status).toBe(200);
  process.kill(stuck, 'SIGCONT');
  await expect.poll(late, { timeout: 10_000 }).toEqual([]);
  for (const connection of [...connections, free]) connection.close();
});

test('turns that ended in killed workers are recorded, or counted as lost', async () => {
  await using own = await dataFolder();
  const { program, url, key, connections } = await startOwn(own.path);
  await using _ = program;
  const carried = 40;
  for (let turn = 0; turn < carried; turn += 2) {
    await Promise.all(
      connections.map((one) => one.ask('POST', '/v1/chat/completions', bearer(key), said('Hello'))),
    );
  }
  for (const pid of workerPids(program.stderr()).values()) process.kill(pid, 'SIGKILL');
  await expect
    .poll(() => program.stderr().match(/A worker ended/g), { timeout: 10_000 })
    .toHaveLength(2);
  const { turnRecords } = await api<Status>(url, 'GET', '/status');
  expect((await turnsOf(url)) + turnRecords.lost).toBe(carried);
  expect(turnRecords.lost).toBeGreaterThan(0);
  for (const connection of connections) connection.close();
});

test('SIGTERM lets the streams of every worker end, exits 0 and leaves nothing behind', async () => {
  await using own = await dataFolder();
  const { program, connections, stream } = await startOwn(own.path);
  await using _ = program;
  const answers = await Promise.all(connections.map(stream));
  program.kill('SIGTERM');
  for (const text of await Promise.all(answers.map(textOf))) expect(text).toMatch(/\[DONE\]\s+$/);
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
  expect([...workerPids(program.stderr()).values()].filter(lives)).toEqual([]);
  expect((await readdir(own.path)).filter((name) => name.includes('workers'))).toEqual([]);
  await using again = serve(own.path);
  expect(await turnsOf(await again.ready)).toBe(2);
  for (const connection of connections) connection.close();
});

test('workers whose main process is killed end, and take its socket along', async () => {
  await using own = await dataFolder();
  await using program = serve(own.path);
  await program.ready;
  const sockets = async (): Promise<string[]> =>
    (await readdir(own.path)).filter((name) => name.startsWith('workers-'));
  expect(await sockets()).toHaveLength(1);
  const pids = [...workerPids(program.stderr()).values()];
  program.kill('SIGKILL');
  await expect.poll(() => pids.filter(lives), { timeout: 10_000 }).toEqual([]);
  expect(await sockets()).toEqual([]);
});

/** 1.5 MB of small values. */
const heavy = Array.from({ length: 100_000 }, (_, at) => ({ at: [at] }));

test.skipIf(availableParallelism() < 2)(
  'where nobody said how many, workers come with the load, and connections move to them',
  async () => {
    await using own = await dataFolder();
    const { program, url, key, connections } = await startOwn(own.path, { JACKFIELD_WORKERS: '' });
    await using _ = program;
    expect((await api<Status>(url, 'GET', '/status')).gateways).toHaveLength(1);
    // Much for the program to read, and little for this test to send: refused once it is read.
    const long = JSON.stringify({ ...said('Hello'), model: 'nobody-of-that-name', tools: heavy });
    const enough = new AbortController();
    const caller = async (): Promise<void> => {
      const one = openConnection(url);
      while (!enough.signal.aborted) {
        const turn = await one.ask('POST', '/v1/chat/completions', bearer(key), long);
        // Where others use the machine too, what it is asked may come later than it takes turns (`overloaded`).
        expect([404, 503]).toContain(turn.status);
      }
      one.close();
    };
    const callers = Promise.all(Array.from({ length: 12 }, caller));
    // Where the program ends first, that is told below.
    callers.catch(() => {});
    await expect
      .poll(() => program.stderr(), { timeout: 60_000, interval: 200 })
      .toContain('Workers carry the turns of new connections');
    enough.abort();
    await callers;
    const [kept] = connections;
    const parting = await kept?.ask('GET', '/healthz', {});
    expect(parting?.headers.connection).toBe('close');
    const { gateways } = await api<Status>(url, 'GET', '/status');
    expect(gateways).toHaveLength(1 + availableParallelism());
    for (const connection of connections) connection.close();
  },
  90_000,
);
