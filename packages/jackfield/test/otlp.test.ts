import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, CreatedAgentKey } from '@jackfield/control-plane';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

const prompt = 'A prompt that nobody but the model may read';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentSpanId = 'b7ad6b7169203331';

let upstream: FakeUpstream;
beforeAll(async () => void (upstream = await startFakeUpstream()));
afterAll(() => upstream.close());

/** An agent with a fallback; gives its key. */
async function makeAgent(url: string): Promise<string> {
  const call = restCalls(() => url);
  const { id } = await call<Agent>('POST /agents', { name: 'Night desk' });
  const { key } = await call<CreatedAgentKey>(`POST /agents/${id}/keys`, { name: 'test' });
  await call(`PUT /agents/${id}/model-setting`, {
    model: 'openai/gpt-4o-mini',
    fallbacks: [{ model: 'mistral/mistral-small-4' }],
  });
  return key;
}

async function carryTurn(
  url: string,
  key: string,
  content: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content }],
    }),
  });
  await response.text();
}

describe.each(['http/protobuf', 'http/json'])('%s', (protocol) => {
  let folder: DataFolder;
  let receiver: OtlpReceiver;
  let program: Program;
  let url: string;
  let key: string;

  beforeAll(async () => {
    folder = await dataFolder();
    receiver = await startOtlpReceiver();
    program = startProgram(['serve'], {
      JACKFIELD_PORT: '0',
      JACKFIELD_DATA_DIR: folder.path,
      JACKFIELD_ADMIN_TOKEN: adminToken,
      OPENAI_BASE_URL: upstream.baseUrls.openai,
      OPENAI_API_KEY: upstream.credentials.openai,
      MISTRAL_BASE_URL: upstream.baseUrls.mistral,
      MISTRAL_API_KEY: upstream.credentials.mistral,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=collector-canary',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '50',
    });
    url = await program.ready;
    key = await makeAgent(url);
  });

  afterAll(async () => {
    await program[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const turn = (content: string, headers: Record<string, string> = {}) =>
    carryTurn(url, key, content, headers);

  async function spansOf(trace: string, count: number) {
    for (;;) {
      const spans = receiver.spans.filter((span) => span.traceId === trace);
      if (spans.length >= count) return spans.toSorted((a, b) => a.startMs - b.startMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test('a turn is one span below its caller’s, and each attempt one below that, with their times', async () => {
    const before = Date.now();
    await turn(`${prompt} [fault: 503 vendor=openai]`, {
      traceparent: `00-${traceId}-${parentSpanId}-01`,
      tracestate: 'vendor=opaque',
    });
    const after = Date.now();
    const spans = await spansOf(traceId, 4);
    const whole = spans.find(({ kind }) => kind === 2);
    const [failed, retried, answered] = spans.filter(({ kind }) => kind === 3);
    expect(whole).toMatchObject({
      name: 'invoke_agent night-desk',
      parentSpanId,
      failed: false,
      events: ['jackfield.first_token'],
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'night-desk',
        'jackfield.outcome': 'answered',
        'jackfield.model': 'mistral/mistral-small-4',
        'jackfield.revision': 1,
      },
      resource: { 'service.name': 'jackfield', 'deployment.environment.name': 'test' },
    });
    expect(failed).toMatchObject({
      name: 'chat gpt-4o-mini',
      parentSpanId: whole?.spanId,
      failed: true,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.request.stream': true,
        'error.type': 'upstream_overloaded',
        'jackfield.cause': 'choice',
      },
    });
    expect(answered).toMatchObject({
      parentSpanId: whole?.spanId,
      failed: false,
      attributes: {
        'gen_ai.provider.name': 'mistral_ai',
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
        'jackfield.cause': 'fallback',
      },
    });
    expect(retried).toMatchObject({ failed: true, attributes: { 'jackfield.cause': 'retry' } });
    if (!whole || !failed || !retried || !answered) throw new Error('All four have come.');
    const times = [
      before,
      whole.startMs,
      failed.startMs,
      failed.endMs,
      retried.endMs,
      answered.startMs,
    ];
    times.push(answered.endMs, whole.endMs, after + 50);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // The upstreams were told the very spans that came.
    const told = upstream.seen
      .map(({ headers }) => headers['traceparent'])
      .filter((value) => String(value).includes(traceId));
    expect(told.slice(-3)).toEqual(
      [failed, retried, answered].map(({ spanId }) => `00-${traceId}-${spanId}-01`),
    );
  });

  test('a trace that its caller does not record is not recorded here', async () => {
    const other = 'a'.repeat(32);
    await turn(prompt, { traceparent: `00-${other}-${parentSpanId}-00` });
    await turn(prompt, { traceparent: `00-${'b'.repeat(32)}-${parentSpanId}-01` });
    await spansOf('b'.repeat(32), 2);
    expect(receiver.spans.filter((span) => span.traceId === other)).toEqual([]);
  });

  test('GenAI metrics count attempts and tokens, and nothing that is sent holds a prompt or a key', async () => {
    await turn(prompt);
    while (!receiver.histograms.has('gen_ai.client.token.usage')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { histograms } = receiver;
    expect(histograms.get('gen_ai.client.operation.duration')).toMatchObject({
      unit: 's',
      points: expect.arrayContaining([
        {
          count: expect.any(Number),
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.provider.name': 'openai',
            'gen_ai.request.model': 'gpt-4o-mini',
            'error.type': 'upstream_overloaded',
          },
        },
      ]),
    });
    expect(histograms.get('gen_ai.client.operation.time_to_first_chunk')?.unit).toBe('s');
    const kinds = histograms
      .get('gen_ai.client.token.usage')
      ?.points.map(({ attributes }) => attributes['gen_ai.token.type']);
    expect(new Set(kinds)).toEqual(new Set(['input', 'output']));
    const sent = Buffer.concat(receiver.bodies).toString('latin1');
    for (const secret of ['nobody but', key, upstream.credentials.openai, 'collector-canary']) {
      expect(sent).not.toContain(secret);
    }
    expect(receiver.headers[0]).toMatchObject({ 'x-collector-key': 'collector-canary' });
  });

  test('what was not yet sent is sent when the program stops', async () => {
    const last = 'c'.repeat(32);
    await turn(prompt, { traceparent: `00-${last}-${parentSpanId}-01` });
    program.kill('SIGINT');
    await program.ended;
    expect(receiver.spans.filter((span) => span.traceId === last)).toHaveLength(2);
  });
});

test('a collector that is not there is told of in the log, and does not keep the program from ending', async () => {
  await using folder = await dataFolder();
  await using program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  const url = await program.ready;
  await carryTurn(url, await makeAgent(url), prompt);
  while (!program.stderr().includes('collector takes nothing')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  program.kill('SIGINT');
  expect((await program.ended).code).toBe(0);
});

test.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be'],
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER must be'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be'],
])('does not start with %o', async (environment, words) => {
  const ended = await startProgram(['serve'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    ...environment,
  }).ended;
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(words)]);
});
