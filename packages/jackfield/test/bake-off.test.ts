import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Agent,
  BakeOff,
  BakeOffReport,
  MeasuredBakeOff,
  TestSet,
} from '@jackfield/control-plane';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Ended, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

const cases = 200;
const models = ['openai/gpt-4o-mini', 'openai/gpt-4o', 'openai/gpt-4.1-mini', 'openai/gpt-4.1'];
const parallel = 8;

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;

async function start(): Promise<void> {
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
  });
  url = await program.ready;
}

beforeAll(async () => {
  upstream = await startFakeUpstream({
    pace: { headersMs: 10, firstTokenMs: 10, gapMs: 0 },
    seenMax: 10_000,
  });
  folder = await dataFolder();
  await start();
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const call = restCalls(() => url);

/** How often the upstream was asked each case by each model, as `model case`. */
function asked(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of upstream.seen) {
    const { model, messages } = body as { model: string; messages: { content: string }[] };
    const key = `${model} ${messages.at(-1)?.content}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

test('a bake-off of 200 cases and 4 models survives kill -9 three times, and repeats no finished case', async () => {
  const agent = await call<Agent>('POST /agents', { name: 'Front desk' });
  await call(`PUT /agents/${agent.id}/model-setting`, { model: models[0] });
  const testSet = await call<TestSet>(`POST /agents/${agent.id}/test-sets`, { name: 'Calls' });
  const lines = Array.from({ length: cases }, (_, index) =>
    JSON.stringify({
      messages: [{ role: 'user', content: `Question ${index + 1}?` }],
      assertions: [{ kind: 'contains', text: `Question ${index + 1}?` }],
    }),
  );
  const path = `/agents/${agent.id}`;
  await call(`POST ${path}/test-sets/${testSet.id}/cases`, { jsonLines: lines.join('\n') });
  const { id } = await call<BakeOff>(`POST ${path}/bake-offs`, {
    testSetId: testSet.id,
    models,
    parallel,
  });
  const bakeOff = () => call<MeasuredBakeOff>(`GET ${path}/bake-offs/${id}`);

  let finishedBefore = 0;
  for (let kill = 1; kill <= 3; kill += 1) {
    await vi.waitFor(
      async () => expect((await bakeOff()).finished).toBeGreaterThan(finishedBefore + 60),
      { timeout: 30_000, interval: 20 },
    );
    program.kill('SIGKILL');
    await program.ended;
    await start();
    finishedBefore = (await bakeOff()).finished;
    expect(finishedBefore).toBeLessThan(cases * models.length);
  }
  await vi.waitFor(async () => expect((await bakeOff()).state).toBe('done'), {
    timeout: 60_000,
    interval: 100,
  });

  const done = await bakeOff();
  expect(done.finished).toBe(cases * models.length);
  expect(done.summary.map(({ passed, failed }) => [passed, failed])).toEqual(
    models.map(() => [cases, 0]),
  );
  const counts = [...asked().values()];
  expect(counts).toHaveLength(cases * models.length);
  // Asked again is only what had no result when the program was killed.
  const again = counts.reduce((sum, count) => sum + count - 1, 0);
  expect(again).toBeLessThanOrEqual(3 * parallel);
  const report = await call<BakeOffReport>(`GET ${path}/bake-offs/${id}/report`);
  expect(report.results).toHaveLength(cases);
  expect(new Set(report.results.map(({ answers }) => answers.length))).toEqual(new Set([4]));
  expect(done.verdict).not.toBe('');
}, 120_000);

describe('jackfield evaluate', () => {
  const line = (content: string, wanted: string): string =>
    JSON.stringify({
      messages: [{ role: 'user', content }],
      assertions: [{ kind: 'contains', text: wanted }],
    });

  async function evaluate(lines: readonly string[], ...args: string[]): Promise<Ended> {
    const file = join(folder.path, 'cases.jsonl');
    await writeFile(file, lines.join('\n'));
    return startProgram(['evaluate', file, '--agent', 'front-desk', ...args], {
      JACKFIELD_URL: url,
      JACKFIELD_ADMIN_TOKEN: adminToken,
    }).ended;
  }

  test('exits 0 where the agent as it is passes, and says what it came to', async () => {
    const ended = await evaluate([line('Good morning', 'Good')]);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 of 1 turns') });
    expect(ended.stdout).toMatch(/openai\/gpt-4o-mini +1\/1 +0 .* yes\n/);
    expect(ended.stdout).toMatch(/Passed\.\n$/);
  });

  test('exits 1 where a model passes too few, and 0 where they are enough, with both reports', async () => {
    const lines = [line('one', 'one'), line('two', 'two'), line('three', 'four')];
    const html = join(folder.path, 'report.html');
    const args = ['--models', 'openai/gpt-4o', '--json', '--html', html];
    const refused = await evaluate(lines, ...args);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      passed: false,
      minPass: 1,
      models: [{ model: 'openai/gpt-4o', passed: false }],
      bakeOff: { state: 'done', finished: 6 },
      results: [{ position: 1 }, { position: 2 }, { position: 3 }],
    });
    expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>.*<\/html>\s*$/s);
    expect((await evaluate(lines, '--min-pass', '0.6', '--baseline', 'none', ...args)).code).toBe(
      0,
    );
  });

  test('sends a large file in parts, and names the file’s own line in an error', async () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      line(`${index} ${'x'.repeat(900)}`, 'x'),
    );
    const ended = await evaluate([...lines, '{"messages": 1}'], '--models', 'openai/gpt-4o');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('line 501: messages');
    const agents = await call<{ items: Agent[] }>('GET /agents');
    const sets = await call<{ items: TestSet[] }>(`GET /agents/${agents.items[0]?.id}/test-sets`);
    expect(sets.items.map(({ name }) => name)).toEqual(['Calls']);
  });

  test.each([
    [['--min-pass', '2'], '--min-pass'],
    [['--baseline', 'none'], '--models'],
    [['--parallel', '99'], '--parallel'],
  ])('exits 2 for what is not understood: %s', async (args, words) => {
    const ended = await evaluate([line('one', 'one')], ...args);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });

  test('exits 2 without a file that can be read, or an agent', async () => {
    const ended = await startProgram(['evaluate', '/nowhere', '--agent', 'x']).ended;
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('ENOENT') });
    expect((await startProgram(['evaluate', '/nowhere']).ended).code).toBe(2);
  });
});
