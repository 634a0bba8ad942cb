import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, CapturedTurn, CreatedAgentKey, Status, Turn } from '@jackfield/control-plane';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;
let agentId: string;
let key: string;

async function start(): Promise<void> {
  const { baseUrls, credentials } = upstream;
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_LOG_LEVEL: 'debug',
    OPENAI_BASE_URL: baseUrls.openai,
    OPENAI_API_KEY: credentials.openai,
  });
  url = await program.ready;
}

beforeAll(async () => {
  upstream = await startFakeUpstream();
  folder = await dataFolder();
  await start();
  agentId = (await call<Agent>('POST /agents', { name: 'Front desk' })).id;
  ({ key } = await call<CreatedAgentKey>(`POST /agents/${agentId}/keys`, { name: 'test' }));
  await call(`PUT /agents/${agentId}/model-setting`, { model: 'openai/gpt-4o-mini' });
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const call = restCalls(() => url);

/** Carries a turn to its end; gives its request id and what was answered. */
async function turn(content: string): Promise<{ id: string; text: string }> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  });
  const text = await response.text();
  return { id: response.headers.get('x-request-id') ?? '', text };
}

test('every turn is recorded, or counted as lost where the program was killed before it could', async () => {
  const rounds = 3;
  const each = 20;
  for (let round = 0; round < rounds; round += 1) {
    for (let number = 0; number < each; number += 1) await turn('Hello');
    // Answered after the last turn was counted.
    await fetch(`${url}/readyz`);
    program.kill('SIGKILL');
    await program.ended;
    await start();
  }
  const { items } = await call<{ items: Turn[] }>('GET /turns?limit=100');
  const { turnRecords } = await call<Status>('GET /status');
  expect(items.length + turnRecords.lost).toBe(rounds * each);
  expect(turnRecords.lost).toBeGreaterThan(0);
  expect(program.stderr()).toMatch(/Turns that ended just before .* were not recorded/);
});

test('an orderly stop loses none', async () => {
  const { lost } = (await call<Status>('GET /status')).turnRecords;
  const { id } = await turn('Hello');
  program.kill('SIGTERM');
  await program.ended;
  await start();
  expect((await call<Turn>(`GET /turns/${id}`)).outcome).toBe('answered');
  expect((await call<Status>('GET /status')).turnRecords.lost).toBe(lost);
});

test('what turns say is never logged, and kept masked only while its capture is on', async () => {
  const secret = 'canary-of-a-prompt';
  const content = `${secret} ada@example.com +44 20 7946 0958 or 4111 1111 1111 1111 ${upstream.credentials.openai}`;
  const before = await turn(content);
  await expect(call(`GET /turns/${before.id}/capture`)).rejects.toThrow('404');
  await call(`PUT /agents/${agentId}/capture`, { retentionDays: 1 });
  const { id, text } = await turn(content);
  // The model repeats it, so the answer is full of it too.
  expect(text).toContain(secret);
  const captured = await call<CapturedTurn>(`GET /turns/${id}/capture`);
  const masked = `${secret} [e-mail] [phone number] or [card number] [secret]`;
  expect(captured.messages).toEqual([{ role: 'user', text: masked }]);
  expect(captured.answer).toContain(secret);
  expect(captured.answer).not.toMatch(/ada@|4111|7946/);
  const failed = await turn(`${secret} [fault: 500 vendor=openai]`);
  await call(`GET /turns/${failed.id}/capture`);
  await call(`DELETE /agents/${agentId}/capture?captured=delete`);
  await expect(call(`GET /turns/${id}/capture`)).rejects.toThrow('404');
  await vi.waitUntil(() => program.stderr().includes(failed.id));
  expect(program.stderr()).toContain('A request was answered');
  expect(program.stderr() + program.stdout()).not.toContain(secret);
});
