import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { makeCertificateAuthority } from '@jackfield/fake-upstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Ended, type Program } from './start-program.ts';

let folder: DataFolder;
let server: Program;
let demo: Program;
let url: string;
let demoUrl: string;

beforeAll(async () => {
  folder = await dataFolder();
  server = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  });
  demo = startProgram(['demo-endpoint', '--port', '0']);
  url = await server.ready;
  demoUrl = await demo.ready;
}, 30_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await demo[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function jackfield(...args: string[]): Promise<Ended> {
  const program = startProgram(args, {
    JACKFIELD_URL: url,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    MODEL_KEY: 'a-key-of-the-model-5f2a',
  });
  return program.ended;
}

describe('the REST API from a terminal', () => {
  test('connects an endpoint, makes an agent, chooses the model and hands out a key that works', async () => {
    const named = ['connections', 'create', 'Demo', '--url', demoUrl, '--model', 'demo'];
    const connect = [...named, '--auth', 'none'];
    const refused = await jackfield(...connect);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--allow-endpoint');
    const unsaid = await jackfield(...connect, '--allow-endpoint', '--connect-anyway', 'no');
    expect(unsaid.stderr).toContain('Say why, in a few words.');
    const created = await jackfield(...connect, '--allow-endpoint', '--json');
    expect(created).toMatchObject({ code: 0, stderr: '' });
    const { model, id } = JSON.parse(created.stdout);
    const checked = await jackfield('connections', 'check', 'Demo');
    expect(checked.stdout).toMatch(/✓ streaming .*\n[^]*Ready to connect/);
    expect(checked.code).toBe(0);

    await jackfield('agents', 'create', 'Front desk', '--instructions', 'Be brief.');
    const chosen = await jackfield('agents', 'set-model', 'front-desk', model);
    expect(chosen.stdout).toContain(`Live now for front-desk: ${model}, revision 1`);
    const agents = await jackfield('agents', 'list');
    expect(agents.stdout).toMatch(
      /^SLUG +NAME +MODEL +REVISION +ID\nfront-desk +Front desk +byom\//,
    );

    const make = ['keys', 'create', 'front-desk', '--name', 'phone', '--requests-per-minute'];
    expect(await jackfield(...make, '1.5')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('takes a whole number'),
    });
    const { stdout: key } = await jackfield(...make, '60');
    expect(key).toMatch(/^jf_agent_\S+\n$/);
    const turn = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-api-key': key.trim() },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(await turn.json()).toMatchObject({
      choices: [{ message: { content: 'You said: Hello' } }],
    });

    const used = await jackfield('connections', 'delete', id);
    expect(used.code).toBe(1);
    expect(used.stderr).toContain('Front desk');
    const keys = await jackfield('keys', 'list', 'front-desk', '--json');
    const [{ id: keyId, requestsPerMinute }] = JSON.parse(keys.stdout).items;
    expect(requestsPerMinute).toBe(60);
    expect((await jackfield('keys', 'delete', 'front-desk', keyId)).code).toBe(0);
    expect((await jackfield('agents', 'delete', 'front-desk')).code).toBe(0);
    expect((await jackfield('connections', 'delete', 'Demo')).code).toBe(0);
  }, 60_000);

  test('reads a credential from a variable and never prints it', async () => {
    const create = ['connections', 'create', 'Mine', '--model', 'm', '--auth', 'x-api-key'];
    const connect = [...create, '--url', 'https://192.0.2.7/v1'];
    const created = await jackfield(...connect, '--credential-env', 'MODEL_KEY');
    const unset = await jackfield(...connect, '--credential-env', 'NOT_SET');
    expect(unset.stderr).toContain('empty or not set');
    const listed = await jackfield('connections', 'list', '--json');
    for (const { stdout, stderr } of [created, unset, listed]) {
      expect(stdout + stderr).not.toContain('a-key-of-the-model');
    }
  });

  test('connects and checks a server with certificates of its own, by their files', async () => {
    const authority = makeCertificateAuthority();
    const { certificate, key } = authority.forServer(['localhost']);
    const asked: string[] = [];
    const tlsServer = createServer(
      { cert: certificate, key, ca: authority.certificate, requestCert: true },
      (request, response) => {
        // Holds: it is a server of https.
        asked.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
        request.resume();
        response.writeHead(500).end();
      },
    );
    await new Promise<void>((resolve) => tlsServer.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    const { port } = tlsServer.address() as AddressInfo;
    const client = authority.forClient('jackfield');
    const fileOf = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder.path, name), text);
      return join(folder.path, name);
    };
    const keyFile = await fileOf('client-key.pem', client.key);
    const certificateFile = await fileOf('client.pem', client.certificate);
    const ca = ['--ca-file', await fileOf('authority.pem', authority.certificate)];
    const pair = ['--client-certificate-file', certificateFile, '--client-key-file', keyFile];
    const at = ['--model', 'm', ...ca];
    const address = `https://localhost:${port}/v1`;

    const without = await jackfield('check', address, ...at);
    expect([without.code, asked]).toEqual([1, []]);
    const checked = await jackfield('check', address, ...at, ...pair);
    expect(checked.stdout).toMatch(/✓ reachable/);
    expect(new Set(asked)).toEqual(new Set(['jackfield']));
    const create = ['connections', 'create', 'Own', '--url', address, '--auth', 'none'];
    const created = await jackfield(...create, ...at, ...pair, '--allow-endpoint', '--json');
    expect(JSON.parse(created.stdout).tls).toMatchObject({ hasClientKey: true });
    expect(created.stdout + created.stderr).not.toContain(client.key.split('\n')[5]);

    for (const [flags, words] of [
      [['--client-key-file', keyFile], 'go together'],
      [['--ca-file', join(folder.path, 'missing.pem')], '--ca-file can’t be read (ENOENT)'],
      [['--ca-file', await fileOf('no.pem', 'ours')], 'holds no PEM'],
      [
        [...pair.slice(0, 3), await fileOf('other.pem', authority.forClient('x').key)],
        'values mismatch',
      ],
    ] as const) {
      const refused = await jackfield('check', address, '--model', 'm', ...flags);
      expect([refused.code, refused.stderr.replaceAll("'", '’')]).toEqual([
        2,
        expect.stringContaining(words),
      ]);
    }
    tlsServer.closeAllConnections();
    await new Promise((resolve) => tlsServer.close(resolve));
  }, 60_000);

  test('lists the catalogue, with the reason where a model cannot be chosen', async () => {
    const { stdout } = await jackfield('models', 'list');
    expect(stdout).toMatch(/GPT-4o Mini/);
    expect(stdout).toMatch(/Gemini 1\.5 .*no: /);
    const { items } = JSON.parse((await jackfield('models', 'list', '--json')).stdout);
    expect(items.length).toBeGreaterThan(8);
  });

  test('audits which models end within so many days, with an exit code for CI', async () => {
    const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await jackfield('agents', 'create', 'Night desk');
    const use = (model: string) => jackfield('agents', 'set-model', 'night-desk', model);
    expect((await use('openai/gpt-5.6-terra')).code).toBe(0);
    const healthy = await jackfield('models', 'audit');
    expect([healthy.code, healthy.stdout]).toEqual([
      0,
      "No agent's setting names a model that has ended or ends within 30 days.\n",
    ]);
    await writeFile(
      join(folder.path, 'catalog.yaml'),
      `models: [{id: openai/gpt-5.6-terra, lifecycle: {status: deprecated, shutDownOn: ${inTenDays}, successor: {id: openai/gpt-6-luna}}}]`,
    );
    await expect
      .poll(async () => (await jackfield('models', 'audit')).code, { timeout: 20_000 })
      .toBe(1);
    const { stdout } = await jackfield('models', 'audit');
    expect(stdout).toMatch(
      /^AGENT +MODEL +AS +ENDS +DAYS LEFT +WHAT TO DO\nnight-desk +openai\/gpt-5\.6-terra +choice +20\d\d-\d\d-\d\d +(9|10) +jackfield agents set-model night-desk openai\/gpt-6-luna\nOne place names a model that ended or will within 30 days/,
    );
    const json = await jackfield('models', 'audit', '--within', '5', '--json');
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      0,
      { withinDays: 5, due: 0, items: [{ agentSlug: 'night-desk', due: false }] },
    ]);
    expect((await jackfield('models', 'audit', '--within', 'soon')).code).toBe(2);
    expect((await use('openai/gpt-6-luna')).code).toBe(0);
    expect((await jackfield('models', 'audit')).code).toBe(0);
  }, 60_000);

  test.each([
    [['agents', 'set-model', 'nobody', 'x'], /no agent of that slug or id/],
    [['keys', 'list', 'nobody'], /no agent of that slug or id/],
    [['connections', 'check', 'nobody'], /no connection of that id or name/],
  ])('%j says what is not there and exits 1', async (args, words) => {
    const { code, stderr } = await jackfield(...args);
    expect(stderr).toMatch(words);
    expect(code).toBe(1);
  });

  test('follows no redirect, as the token would go along', async () => {
    const asked: string[] = [];
    const thief = createHttpServer((request, response) => {
      asked.push(String(request.headers.authorization));
      response.end('{"items":[]}');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    const place = `http://127.0.0.1:${(thief.address() as AddressInfo).port}`;
    for (const status of [301, 302, 303, 307, 308]) {
      const honest = createHttpServer((request, response) => {
        request.resume();
        response.writeHead(status, { location: `${place}/api/v1/agents?canary` }).end();
      });
      await new Promise<void>((resolve) => honest.listen(0, '127.0.0.1', resolve));
      // As above.
      const address = `http://127.0.0.1:${(honest.address() as AddressInfo).port}`;
      const environment = { JACKFIELD_URL: address, JACKFIELD_ADMIN_TOKEN: adminToken };
      for (const args of [
        ['agents', 'list'],
        ['agents', 'create', 'Desk'],
        ['audit', 'export', '--jsonl'],
      ]) {
        const { code, stderr, stdout } = await startProgram(args, environment).ended;
        expect([args, code, stdout]).toEqual([args, 1, '']);
        expect(stderr).toContain(`redirects to ${place} (HTTP ${status}), which is not followed`);
      }
      honest.closeAllConnections();
      honest.close();
    }
    expect(asked).toEqual([]);
    thief.close();
  }, 60_000);

  test('finds the server of this machine by its port, and reads the token’s file', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'token');
    await writeFile(file, `${adminToken}\n`);
    const here = { JACKFIELD_PORT: new URL(url).port, JACKFIELD_ADMIN_TOKEN_FILE: file };
    expect((await startProgram(['agents', 'list'], here).ended).code).toBe(0);
    const missing = { ...here, JACKFIELD_ADMIN_TOKEN_FILE: `${file}-2` };
    const { code, stderr } = await startProgram(['agents', 'list'], missing).ended;
    expect(stderr).toContain('JACKFIELD_ADMIN_TOKEN_FILE names');
    expect(code).toBe(1);
  });

  test('says what to do without a token, with a wrong one, and with no server', async () => {
    const without = startProgram(['agents', 'list'], { JACKFIELD_URL: url });
    expect((await without.ended).stderr).toContain('Set JACKFIELD_ADMIN_TOKEN');
    const wrong = startProgram(['agents', 'list'], {
      JACKFIELD_URL: url,
      JACKFIELD_ADMIN_TOKEN: 'f'.repeat(40),
    });
    expect((await wrong.ended).stderr).toContain('HTTP 401');
    const nowhere = startProgram(['agents', 'list'], {
      JACKFIELD_URL: 'http://127.0.0.1:9',
      JACKFIELD_ADMIN_TOKEN: adminToken,
    });
    const { code, stderr } = await nowhere.ended;
    expect(stderr).toContain('does not answer at http://127.0.0.1:9');
    expect(code).toBe(1);
  });
});

describe('a command line', () => {
  test.each([
    [['frobnicate'], /no such command/],
    [['serve', '--fast'], /Unknown option '--fast'/],
    [['serve', 'now'], /1 more word/],
    [['agents'], /Use: jackfield agents list\|create\|delete\|set-model/],
    [['agents', 'create'], /Something is missing/],
    [['agents', 'toString'], /Use: jackfield agents/],
    [['connections', 'create', 'X'], /--url is missing/],
    [['demo-endpoint', '--port', 'x'], /--port must be a whole number/],
  ])('%j that is not understood shows the usage and exits 2', async (args, words) => {
    const { code, stdout, stderr } = await jackfield(...args);
    expect(stderr).toMatch(words);
    expect(stderr).toContain('Usage: jackfield <command>');
    expect([code, stdout]).toEqual([2, '']);
  });

  const pasted = 'sk-Canary0123456789';
  test.each([
    [[pasted]],
    [['serve', pasted]],
    [['serve', `-${pasted}`]],
    [['serve', `--${pasted}`]],
    [['agents', pasted]],
    [['agents', 'list', pasted]],
    [['agents', 'delete', pasted]],
    [['agents', 'set-model', pasted, 'm']],
    [['keys', 'create', pasted]],
    [['connections', 'check', pasted]],
    [['connections', 'create', 'X', '--url', pasted, '--model', 'm', '--auth', 'none']],
    [
      [
        'connections',
        'create',
        'X',
        '--url',
        'https://x.example',
        '--model',
        'm',
        '--auth',
        pasted,
      ],
    ],
    [['check', 'http://127.0.0.1:1', '--model', 'm', '--credential-env', pasted]],
    [['check', pasted, '--model', 'm']],
    [['check', 'http://127.0.0.1:1', '--model', 'm', '--timeout', pasted]],
    [['keys', 'rotate', pasted]],
    [['audit', pasted]],
    [['audit', 'export', '--since', pasted]],
  ])('%j does not repeat a key that was typed in the wrong place', async (args) => {
    const { code, stdout, stderr } = await jackfield(...args);
    expect(code).toBeGreaterThan(0);
    expect(stdout + stderr).not.toContain('Canary');
  });

  test.each([[['help']], [['--help']], [['agents', '--help']], [[]]])(
    '%j shows the usage and exits 0',
    async (args) => {
      expect(await jackfield(...args)).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('Usage: jackfield <command>'),
      });
    },
  );

  test('--version prints the version', async () => {
    expect((await jackfield('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('demo-endpoint says when its port is taken', async () => {
    const { port } = new URL(demoUrl);
    const { code, stderr } = await jackfield('demo-endpoint', '--port', port);
    expect(stderr).toMatch(new RegExp(`^jackfield: Port ${port} on 127.0.0.1 is taken`));
    expect(code).toBe(1);
  });
});
