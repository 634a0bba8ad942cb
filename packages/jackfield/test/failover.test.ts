import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, Usage, CreatedAgentKey, ModelSetting, Status } from '@jackfield/control-plane';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  folder = await dataFolder();
  const { baseUrls, credentials } = upstream;
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: baseUrls.openai,
    OPENAI_API_KEY: credentials.openai,
    POLYLLM_BASE_URL: baseUrls.polyllm,
    POLYLLM_API_KEY: credentials.polyllm,
  });
  url = await program.ready;
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const call = restCalls(() => url);

const chosen = 'openai/gpt-4o-mini';
const fallback = 'polyllm/polyllm';

/** An agent with a key, and a turn of it. */
async function makeAgent(name: string) {
  const { id } = await call<Agent>('POST /agents', { name });
  const { key } = await call<CreatedAgentKey>(`POST /agents/${id}/keys`, { name: 'test' });
  return {
    save: (failover: object) =>
      call(`PUT /agents/${id}/model-setting`, {
        model: chosen,
        fallbacks: [{ model: fallback }],
        failover,
      }),
    setting: () => call<ModelSetting>(`GET /agents/${id}/model-setting`),
    turn: (content: string) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ stream: true, messages: [{ role: 'user', content }] }),
      }),
    usage: async () =>
      (await call<{ items: Usage[] }>(`GET /usage?agentId=${id}`)).items.toSorted((a, b) =>
        String(a.model) < String(b.model) ? -1 : 1,
      ),
  };
}

test('a hedge and a hold phrase that were saved are live for the next turn', async () => {
  const agent = await makeAgent('Front desk');
  await agent.save({
    hedge: { afterMs: 60 },
    holdPhrase: { afterMs: 20, text: 'One moment, please.' },
  });
  const answer = await agent.turn('Hello [fault: silence-before-headers vendor=openai]');
  const text = await answer.text();
  const [first = '', ...others] = text.split('\n\n');
  expect(JSON.parse(first.slice('data: '.length))).toMatchObject({
    choices: [{ delta: { content: 'One moment, please. ' } }],
    jackfield: { hold_phrase: true },
  });
  expect(others.join('\n\n')).toContain('Hello');
  expect(text.trimEnd()).toMatch(/data: \[DONE\]$/);
  expect(await agent.usage()).toMatchObject([
    { model: chosen, turns: 0 },
    { model: fallback, turns: 1, failed: 0, hedges: { won: 1, lost: 0 }, holdPhrases: 1 },
  ]);

  // What is taken back is gone for the next turn too.
  await agent.save({ hedge: null, holdPhrase: null });
  const again = await agent.turn('Hello');
  expect(again.headers.get('x-jackfield-model')).toBe(chosen);
  expect(await again.text()).not.toContain('hold_phrase');
});

test('a model that fails has its circuit opened, and an admin can close it', async () => {
  const agent = await makeAgent('Circuit line');
  await agent.save({ retry: false });
  const circuit = async () =>
    (await call<Status>('GET /status')).models.find(({ model }) => model === chosen)?.circuit;
  for (let turn = 1; turn <= 5; turn += 1) {
    const answer = await agent.turn('Hello [fault: 500 vendor=openai]');
    expect(answer.headers.get('x-jackfield-attempts')).toBe('2');
    await answer.text();
  }
  expect(await circuit()).toBe('open');
  const passedOver = await agent.turn('Hello');
  expect(passedOver.headers.get('x-jackfield-model')).toBe(fallback);
  expect(passedOver.headers.get('x-jackfield-attempts')).toBe('1');
  await passedOver.text();

  await call('POST /status/circuits/close');
  expect(await circuit()).toBe('closed');
  const back = await agent.turn('Hello');
  expect(back.headers.get('x-jackfield-model')).toBe(chosen);
  await back.text();
  expect(await agent.usage()).toMatchObject([
    { model: chosen, turns: 1, failed: 0, attemptsFailed: 5 },
    { model: fallback, turns: 6, failed: 0, fallbacks: 6, lastTurn: { fellBack: true } },
  ]);
});

test('choosing another model in a terminal keeps what a turn does when it fails', async () => {
  const agent = await makeAgent('Terminal line');
  const failover = { retry: false, holdPhrase: { afterMs: 900, text: 'One moment, please.' } };
  await agent.save(failover);
  await using terminal = startProgram(['agents', 'set-model', 'terminal-line', 'openai/gpt-4o'], {
    JACKFIELD_URL: url,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  });
  expect((await terminal.ended).code).toBe(0);
  expect(await agent.setting()).toMatchObject({ model: 'openai/gpt-4o', failover });
});
