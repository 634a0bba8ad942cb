import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks, runChecks } from '../src/index.ts';

const key = 'k-1234567890';
const messages = [{ role: 'user' as const, content: 'one two three' }];
const fileOf = (path: string): string =>
  fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));
const python = ['python3', 'python'].find(
  (command) =>
    spawnSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0,
);

interface Example {
  readonly file: string;
  readonly command: string;
}

const examples: Example[] = [{ file: 'typescript-server/server.ts', command: process.execPath }];
// A machine without Python has nothing to learn of the Python example.
if (python !== undefined) examples.push({ file: 'python-server/server.py', command: python });

describe.each(examples)('examples/$file', ({ file, command }) => {
  let child: ChildProcess;
  let url: string;
  let openai: OpenAI;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(command, [fileOf(file)], {
      env: { ...process.env, MODEL_KEY: key, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    await answering(url);
  });

  afterAll(() => {
    child.kill();
  });

  test('answers whole, streams the same, and lists its model', async () => {
    const whole = await openai.chat.completions.create({ model: 'my-model', messages });
    const text = whole.choices[0]?.message.content;
    expect(text).toContain('one two three');
    expect(whole.choices[0]?.finish_reason).toBe('stop');
    const streamed = await openai.chat.completions
      .stream({ model: 'my-model', messages, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe(text);
    expect(streamed.usage ?? undefined).toEqual(whole.usage);
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['my-model']);
  });

  test('streams the role first and [DONE] last, in events of one line', async () => {
    const response = await post({ messages, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).trimEnd().split('\n\n');
    expect(events[0]).toContain('"role"');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(events.filter((event) => /^data: \S[^\n]*$/.test(event))).toEqual(events);
  });

  test.each([
    ['Authorization', `Bearer ${key}`, 200],
    ['x-api-key', key, 200],
    ['x-api-key', 'wrong', 401],
    ['x-other', key, 401],
  ])('%s: %s answers %i', async (name, value, status) => {
    const response = await fetch(`${url}/v1/models`, { headers: { [name]: value } });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(key);
  });

  test.each([
    ['{', 400, 'invalid_json', null],
    ['{}', 400, 'invalid_request', 'messages'],
    [{ messages, model: 'other' }, 404, 'model_not_found', 'model'],
    [{ messages, n: 2 }, 400, 'unsupported_value', 'n'],
    [{ messages, stop: [1] }, 400, 'invalid_request', 'stop'],
    [{ messages, max_tokens: 0 }, 400, 'invalid_request', 'max_tokens'],
    [
      { messages, response_format: { type: 'json_object' } },
      400,
      'unsupported_parameter',
      'response_format',
    ],
  ])('%j answers %i %s', async (body, status, code, param) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, param } });
  });

  test('keeps to a stop text, and takes what is null or unknown', async () => {
    const fields = { stop: ['o th'], temperature: null, tools: null, top_k: 4, n: null };
    const response = await post({ messages, ...fields });
    const { choices } = (await response.json()) as OpenAI.ChatCompletion;
    expect(choices[0]?.message.content).toMatch(/one tw$/);
    expect(choices[0]?.finish_reason).toBe('stop');
  });

  test('answers another method with 405 and another path with 404', async () => {
    const headers = { 'x-api-key': key };
    const response = await fetch(`${url}/v1/chat/completions`, { headers });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await fetch(`${url}/v2`, { headers })).status).toBe(404);
  });

  test('answers eight callers at once, each its own words, of 100 kB too', async () => {
    const said = Array.from({ length: 8 }, (_none, index) => `${'ü👋'.repeat(15_000)} ${index}`);
    const answers = await Promise.all(
      said.map((content) =>
        openai.chat.completions.create({
          model: 'my-model',
          messages: [{ role: 'user', content }],
        }),
      ),
    );
    expect(
      answers.map(({ choices }) =>
        choices[0]?.message.content?.trimEnd().slice(-2).trim().replace('"', ''),
      ),
    ).toEqual(said.map((_text, index) => String(index)));
  });

  test('goes on answering after callers have left', async () => {
    for (let caller = 0; caller < 20; caller += 1) {
      const content = 'word '.repeat(20_000);
      const stream = await openai.chat.completions.create({
        model: 'my-model',
        messages: [{ role: 'user', content }],
        stream: true,
      });
      await stream[Symbol.asyncIterator]().next();
      stream.controller.abort();
    }
    const { choices } = await openai.chat.completions.create({ model: 'my-model', messages });
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(child.exitCode).toBeNull();
  });

  test.each(['x-api-key', 'bearer'] as const)(
    'passes every check that breaks clients, by %s',
    async (method) => {
      const credential = { reveal: () => key };
      const auth = { method, credential };
      const target = { url: `${url}/v1`, modelId: 'my-model', auth, streaming: true };
      const report = await runChecks(target, { checks });
      expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(report).toMatchObject({ ready: true, complete: true });
    },
  );

  function post(body: unknown): Promise<Response> {
    return fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  // Holds: it listens on TCP.
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Until the process listens; the test's own time limit ends the wait for one that never does. */
async function answering(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => null);
    if (response !== null) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
