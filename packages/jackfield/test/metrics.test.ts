import { once } from 'node:events';
import { request } from 'node:http';
import type { Agent, CreatedAgentKey } from '@jackfield/control-plane';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import parsePrometheus from 'parse-prometheus-text-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

const metricsToken = 'metrics-token-7c41d09be5f2a863-of-nobody';
const prompt = 'A prompt that nobody but the model may read';

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  folder = await dataFolder();
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_METRICS_TOKEN: metricsToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
    POLYLLM_BASE_URL: upstream.baseUrls.polyllm,
    POLYLLM_API_KEY: upstream.credentials.polyllm,
  });
  url = await program.ready;
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const call = restCalls(() => url);

async function turn(key: string, content: string): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content }],
    }),
  });
  await response.text();
}

function scrape(headers: Record<string, string>, path = '/metrics'): Promise<Response> {
  return fetch(url + path, { headers });
}

const bearer = { authorization: `Bearer ${metricsToken}` };

test('only who brings the metrics token reads metrics: no admin, and no agent', async () => {
  for (const headers of [
    {},
    { authorization: `Bearer ${adminToken}` },
    { authorization: `Bearer ${metricsToken}x` },
    { authorization: `Basic ${metricsToken}` },
    { 'x-api-key': metricsToken },
  ]) {
    const answer = await scrape(headers);
    expect([answer.status, await answer.text()]).toEqual([
      401,
      'Give JACKFIELD_METRICS_TOKEN as Authorization: Bearer.\n',
    ]);
  }
  expect((await scrape(bearer)).status).toBe(200);
  expect((await fetch(`${url}/api/v1/agents`, { headers: bearer })).status).toBe(401);
  expect((await fetch(`${url}/metrics`, { method: 'POST', headers: bearer })).status).toBe(405);
});

test('a Prometheus parser reads what turns did, and finds no prompt, key or credential', async () => {
  const { id } = await call<Agent>('POST /agents', { name: 'Night desk' });
  const { key } = await call<CreatedAgentKey>(`POST /agents/${id}/keys`, { name: 'test' });
  await call(`PUT /agents/${id}/model-setting`, {
    model: 'openai/gpt-4o-mini',
    fallbacks: [{ model: 'polyllm/polyllm' }],
  });
  await turn(key, prompt);
  await turn(key, `${prompt} [fault: 503 vendor=openai]`);
  const answer = await scrape(bearer, '/metrics?x=1');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  for (const secret of [prompt, key, metricsToken, upstream.credentials.openai, 'nobody but']) {
    expect(text).not.toContain(secret);
  }
  const families = new Map(parsePrometheus(text).map((family) => [family.name, family]));
  const of = (name: string) => families.get(name)?.metrics;
  const first = { agent: 'night-desk', model: 'openai/gpt-4o-mini', provider: 'openai' };
  const second = { agent: 'night-desk', model: 'polyllm/polyllm', provider: 'polyllm' };
  expect(of('jackfield_turns_total')).toEqual([
    { value: '1', labels: { ...first, outcome: 'answered' } },
    { value: '1', labels: { ...second, outcome: 'answered' } },
  ]);
  expect(of('jackfield_attempts_total')).toEqual(
    expect.arrayContaining([
      { value: '1', labels: { ...first, cause: 'choice', outcome: 'answered', failure: 'none' } },
      {
        value: '1',
        labels: { ...first, cause: 'choice', outcome: 'failed', failure: 'overloaded' },
      },
      {
        value: '1',
        labels: { ...second, cause: 'fallback', outcome: 'answered', failure: 'none' },
      },
    ]),
  );
  // The parser adds up the histograms of all labels, so their counts are read as they stand.
  const counts = text.split('\n').filter((line) => /^jackfield_turn_.*_seconds_count/.test(line));
  const ofModel = ({ model, provider }: typeof first) => `model="${model}",provider="${provider}"`;
  expect(counts).toEqual([
    `jackfield_turn_duration_seconds_count{${ofModel(first)},outcome="answered"} 1`,
    `jackfield_turn_duration_seconds_count{${ofModel(second)},outcome="answered"} 1`,
    `jackfield_turn_first_token_seconds_count{agent="night-desk",${ofModel(first)}} 1`,
    `jackfield_turn_first_token_seconds_count{agent="night-desk",${ofModel(second)}} 1`,
  ]);
  expect(families.get('jackfield_turn_first_token_seconds')?.type).toBe('HISTOGRAM');
  expect(
    of('jackfield_tokens_total')?.map(({ value, labels }) => [labels?.['kind'], Number(value) > 0]),
  ).toEqual(
    expect.arrayContaining([
      ['prompt', true],
      ['completion', true],
    ]),
  );
  const costs = of('jackfield_cost_dollars_total') ?? [];
  expect(costs.map(({ labels }) => labels)).toEqual([first]);
  // The fake's tokens at the catalogue's prices: a fraction of a cent.
  expect(Number(costs[0]?.value)).toBeGreaterThan(0);
  expect(Number(costs[0]?.value)).toBeLessThan(0.01);
  expect(of('jackfield_turn_records_dropped_total')).toEqual([
    { value: '0', labels: { reason: 'full' } },
    { value: '0', labels: { reason: 'killed' } },
  ]);
  expect(of('jackfield_circuit_state')).toContainEqual({
    value: '1',
    labels: { model: 'openai/gpt-4o-mini', state: 'closed' },
  });
  expect(of('jackfield_store_up')).toEqual([{ value: '1' }]);
  expect(of('jackfield_turns_in_flight')).toEqual([{ value: '0' }]);
  expect(of('jackfield_turns_refused_total')).toEqual([
    { value: '0', labels: { reason: 'full' } },
    { value: '0', labels: { reason: 'late' } },
    { value: '0', labels: { reason: 'budget' } },
    { value: '0', labels: { reason: 'key_limit' } },
  ]);
  expect(Number(of('jackfield_config_version')?.[0]?.value)).toBeGreaterThan(1);
  expect(families.get('nodejs_eventloop_lag_p99_seconds')?.type).toBe('GAUGE');
});

test('metrics on a port of their own are on no other, and no page of another host reads them', async () => {
  await using other = await dataFolder();
  await using second = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: other.path,
    JACKFIELD_METRICS_PORT: '0',
  });
  const main = await second.ready;
  const [, metrics = ''] = /^Metrics are at (\S+)/m.exec(second.stdout()) ?? [];
  expect(new URL(metrics).hostname).toBe('127.0.0.1');
  const answer = await fetch(metrics);
  expect(await answer.text()).toContain('jackfield_build_info{version="');
  expect((await fetch(new URL('/api/v1/status', metrics))).status).toBe(404);
  expect(await (await fetch(`${main}/metrics`)).text()).not.toContain('jackfield_build_info');
  const { port } = new URL(metrics);
  const asked = request({ port, path: '/metrics', headers: { host: 'attacker.example' } }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  expect(response.statusCode).toBe(404);
});

test.each([
  [{ JACKFIELD_METRICS_TOKEN: 'short' }, 'JACKFIELD_METRICS_TOKEN must be at least 32 characters'],
  [{ JACKFIELD_METRICS_PORT: 'http' }, 'JACKFIELD_METRICS_PORT must be a port number'],
  [{ JACKFIELD_TRACE_CONTEXT: 'yes' }, 'JACKFIELD_TRACE_CONTEXT must be'],
])('does not start with %o', async (environment, words) => {
  const ended = await startProgram(['serve'], environment).ended;
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(words)]);
});
