import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { startProgram, type Ended, type Program } from './start-program.ts';

let demo: Program;
let demoUrl: string;

beforeAll(async () => {
  demo = startProgram(['demo-endpoint', '--port', '0']);
  demoUrl = await demo.ready;
}, 30_000);

afterAll(async () => {
  await demo[Symbol.asyncDispose]();
});

const key = 'canary-key-of-the-model-81c4';

function check(...args: string[]): Promise<Ended> {
  return startProgram(['check', ...args], { MODEL_KEY: key }).ended;
}

async function startServer(listener: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server as people write their first one: it never looks at `stream`. */
const ignoresStream: RequestListener = (request, response) => {
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model: 'mine',
        choices: [
          { index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  });
};

describe('jackfield check', () => {
  test('says that the demo endpoint is ready, with exit code 0', async () => {
    const ended = await check(demoUrl, '--model', 'demo');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('Ready to connect: nothing was found.');
  });

  test('says first of all that a server ignores `stream`, with exit code 1', async () => {
    await using server = await startServer(ignoresStream);
    const ended = await check(server.url, '--model', 'mine');
    expect(ended.code).toBe(1);
    expect(ended.stdout.split('\n')[0]).toMatch(/^ {2}✗ streaming +It ignores `stream`/);
    expect(ended.stdout).toContain('the caller hears silence');
    const { stdout } = await check(server.url, '--model', 'mine', '--json');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ready: false,
      headline: expect.stringContaining('It ignores `stream`'),
    });
    expect(report.checks[0]).toMatchObject({
      id: 'streaming',
      outcome: 'failed',
      findings: [{ id: 'stream-ignored' }],
    });
  });

  test('holds nothing against it where it is known to have no streaming', async () => {
    await using server = await startServer(ignoresStream);
    const { stdout } = await check(server.url, '--model', 'mine', '--no-streaming', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ capabilities: { streaming: false } });
    expect(stdout).not.toContain('stream-ignored');
  });

  test('writes JUnit XML for CI', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'junit.xml');
    await check('http://127.0.0.1:1/v1', '--model', 'mine', '--junit', file);
    expect(await readFile(file, 'utf8')).toContain('type="connection-refused"');
    const nowhere = join(folder.path, 'missing', 'junit.xml');
    const told = await check('http://127.0.0.1:1/v1', '--model', 'mine', '--junit', nowhere);
    expect(told.stdout).toContain('Not ready to connect');
    expect(told.stderr).toContain('The JUnit file can’t be written (ENOENT)');
    expect(told.code).toBe(2);
  });

  test.each([
    [['--x-api-key', key], 'x-api-key', key],
    [['--bearer', key], 'authorization', `Bearer ${key}`],
    [['--auth', 'x-api-key', '--credential-env', 'MODEL_KEY'], 'x-api-key', key],
    [['--credential-env', 'MODEL_KEY'], 'authorization', `Bearer ${key}`],
  ])('sends the credential given by %j, and shows it nowhere', async (flags, header, value) => {
    const seen: unknown[] = [];
    await using server = await startServer((request, response) => {
      seen.push(request.headers[header]);
      response.statusCode = 500;
      // An endpoint that says back what it was given.
      response.setHeader('x-echo', value);
      response.end(JSON.stringify({ error: { message: `You sent ${value}` } }));
    });
    const ended = await check(server.url, '--model', 'mine', '--verbose', ...flags);
    expect(seen[0]).toBe(value);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('You sent');
    expect(ended.stdout + ended.stderr).not.toContain(key);
  });

  test('ends with a partial report when it is interrupted', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using server = await startServer(() => resolve());
    const program = startProgram(['check', server.url, '--model', 'mine', '--json']);
    await asked;
    program.kill('SIGINT');
    const { code, stdout } = await program.ended;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ready: false, complete: false });
  });

  test.each([
    [[]],
    [['http://127.0.0.1:1']],
    [['--model', 'm']],
    [['not a url', '--model', 'm']],
    [['ftp://127.0.0.1', '--model', 'm']],
    [['http://user:word@127.0.0.1', '--model', 'm']],
    [['http://127.0.0.1', '--model', 'm', '--bearer', 'a', '--x-api-key', 'b']],
    [['http://127.0.0.1', '--model', 'm', '--bearer', ' a ']],
    [['http://127.0.0.1', '--model', 'm', '--credential-env', 'NOT_SET']],
    [['http://127.0.0.1', '--model', 'm', '--timeout', 'soon']],
    [['http://127.0.0.1', '--model', 'm', '--unknown']],
  ])('is not understood, exit code 2: %j', async (args) => {
    const ended = await check(...args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^jackfield: /);
  });
});
