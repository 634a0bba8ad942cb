import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Ended } from './start-program.ts';

const otherKey = Buffer.from(
  '9f3c5a1e7b2d4806f1e2d3c4b5a69788796a5b4c3d2e1f00c0ffee1234567891',
  'hex',
).toString('base64');

/** The environment of a program on any free port. */
function on(folder: string, more: Record<string, string> = {}): Record<string, string> {
  return { JACKFIELD_PORT: '0', JACKFIELD_DATA_DIR: folder, ...more };
}

/** A program in the place of a key service's client. */
function printing(script: string): Record<string, string> {
  return { JACKFIELD_MASTER_KEY_COMMAND: JSON.stringify([process.execPath, '-e', script]) };
}

/** Says one line on stderr, nothing on stdout, and exits 1. */
function expectOneLine({ code, stdout, stderr }: Ended, words: RegExp): void {
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(words)]);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

describe('a first start', () => {
  test('serves both planes and the page on one port, and prints the one-time link on its own line', async () => {
    await using folder = await dataFolder();
    await using program = startProgram(['serve'], on(folder.path));
    const url = await program.ready;
    for (const path of ['/readyz', '/healthz']) {
      const response = await fetch(url + path);
      expect([path, response.status, await response.json()]).toEqual([path, 200, { status: 'ok' }]);
    }
    const turn = await fetch(`${url}/v1/chat/completions`, { method: 'POST' });
    expect(turn.status).toBe(401);
    expect(await turn.json()).toMatchObject({ error: { type: expect.any(String) } });
    const session = await fetch(`${url}/api/v1/session`);
    expect(session.status).toBe(401);
    expect(session.headers.get('content-type')).toContain('application/problem+json');
    expect(await session.json()).toMatchObject({ firstAdmin: true });
    program.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${url}/first-admin#token=[\\w-]{20,}$`, 'm'));
    expect(stdout).toContain(folder.path);
    expect(stderr).not.toContain('token=');
  });

  test('makes a master key for its owner alone, says to back it up once, and keeps it', async () => {
    await using folder = await dataFolder();
    const keyFile = join(folder.path, 'master.key');
    const outputs: string[] = [];
    const keys: string[] = [];
    for (let start = 0; start < 2; start += 1) {
      await using program = startProgram(['serve'], on(folder.path));
      await program.ready;
      program.kill('SIGTERM');
      outputs.push((await program.ended).stdout);
      keys.push(await readFile(keyFile, 'utf8'));
    }
    expect(outputs[0]).toContain(`BACK UP ${keyFile}`);
    expect(outputs[1]).not.toContain('BACK UP');
    expect(keys[1]).toBe(keys[0]);
    expect(Buffer.from(keys[0] ?? '', 'base64')).toHaveLength(32);
    for (const file of ['master.key', 'jackfield.db']) {
      expect((await stat(join(folder.path, file))).mode & 0o077).toBe(0);
    }
  });
});

test('runs the demo endpoint again after a restart, once it was asked for', async () => {
  await using folder = await dataFolder();
  const environment = on(folder.path, { JACKFIELD_ADMIN_TOKEN: adminToken });
  {
    await using first = startProgram(['serve'], environment);
    const response = await fetch(`${await first.ready}/api/v1/demo-endpoint`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const { url } = JSON.parse(await response.text());
    expect((await fetch(`${url}/models`)).status).toBe(200);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
  }
  await using second = startProgram(['serve'], environment);
  await second.ready;
  await expect.poll(() => second.stderr()).toContain('The demo endpoint runs');
  // Its port may be another, where a program beside this one has taken the usual one.
  const again = /"url":"([^"]+)","msg":"The demo endpoint runs/.exec(second.stderr())?.[1];
  expect((await fetch(`${again}/models`)).status).toBe(200);
});

test('takes the admin token from a file, as orchestrators hand out secrets', async () => {
  await using folder = await dataFolder();
  const file = join(folder.path, 'admin-token');
  await writeFile(file, `${adminToken}\n`, { mode: 0o444 });
  await using program = startProgram(
    ['serve'],
    on(folder.path, { JACKFIELD_ADMIN_TOKEN_FILE: file }),
  );
  const url = `${await program.ready}/api/v1/agents`;
  const headers = { authorization: `Bearer ${adminToken}` };
  expect([(await fetch(url)).status, (await fetch(url, { headers })).status]).toEqual([401, 200]);
  expect(program.stderr()).not.toContain('is not a variable of Jackfield');
});

describe('case 29: a start that can not be', () => {
  test.each([
    ['a port that is none', { JACKFIELD_PORT: '70000' }, /JACKFIELD_PORT must be a port number/],
    ['a port from Kubernetes', { JACKFIELD_PORT: 'tcp://10.0.0.1:4100' }, /enableServiceLinks/],
    ['a host with a scheme', { JACKFIELD_HOST: 'http://x' }, /JACKFIELD_HOST must be/],
    ['a host of another machine', { JACKFIELD_HOST: '192.0.2.1' }, /JACKFIELD_HOST names 192/],
    [
      'a short admin token',
      { JACKFIELD_ADMIN_TOKEN: 'hunter2secret' },
      /ADMIN_TOKEN must be at least 32/,
    ],
    [
      'two admin tokens',
      { JACKFIELD_ADMIN_TOKEN: 'hunter2secret'.repeat(3), JACKFIELD_ADMIN_TOKEN_FILE: 'x' },
      /ADMIN_TOKEN and JACKFIELD_ADMIN_TOKEN_FILE are both set/,
    ],
    [
      'a database URL in a file that is not there',
      { JACKFIELD_DATABASE_URL_FILE: '/nowhere/url' },
      /DATABASE_URL_FILE names \/nowhere\/url, which can't be read \(ENOENT\)/,
    ],
    [
      'an admin token in an empty file',
      { JACKFIELD_ADMIN_TOKEN_FILE: '/dev/null' },
      /ADMIN_TOKEN_FILE names \/dev\/null, which is empty/,
    ],
    ['an admin token of one letter', { JACKFIELD_ADMIN_TOKEN: 'x'.repeat(40) }, /repeats the same/],
    [
      'a trusted proxy that is a name',
      { JACKFIELD_TRUSTED_PROXIES: '10.0.0.0/8, balancer' },
      /TRUSTED_PROXIES holds "balancer"/,
    ],
    ['a network too wide', { JACKFIELD_TRUSTED_PROXIES: '10.0.0.0/33' }, /holds "10\.0\.0\.0\/33"/],
    ['passwords half on', { JACKFIELD_PASSWORD_SIGN_IN: 'yes' }, /PASSWORD_SIGN_IN must be "on"/],
    [
      'an issuer over plain http',
      { JACKFIELD_OIDC_ISSUER: 'http://login.example.com', JACKFIELD_OIDC_CLIENT_ID: 'c' },
      /OIDC_ISSUER must be the provider's https URL/,
    ],
    [
      'an issuer without a client',
      { JACKFIELD_OIDC_ISSUER: 'https://login.example.com' },
      /OIDC_CLIENT_ID is not/,
    ],
    [
      'passwords off and no other way in',
      { JACKFIELD_PASSWORD_SIGN_IN: 'off' },
      /"off" without single sign-on/,
    ],
    ['no workers', { JACKFIELD_WORKERS: '0' }, /JACKFIELD_WORKERS must be/],
    ['no turns', { JACKFIELD_TURNS_MAX: '0' }, /JACKFIELD_TURNS_MAX must be/],
    ['a drain in words', { JACKFIELD_DRAIN_MS: '5s' }, /JACKFIELD_DRAIN_MS must be .*5000/],
    [
      'a schedule that is no number',
      { JACKFIELD_RECHECK_MINUTES: 'hourly' },
      /JACKFIELD_RECHECK_MINUTES must be/,
    ],
    [
      'a PostgreSQL that is not there',
      { JACKFIELD_DATABASE_URL: 'postgres://u:hunter2secret@127.0.0.1:1/x' },
      /PostgreSQL at 127\.0\.0\.1:1\/x can't be reached \(ECONNREFUSED\)/,
    ],
    [
      'no database in the URL',
      { JACKFIELD_DATABASE_URL: 'postgres://u:hunter2secret@127.0.0.1' },
      /JACKFIELD_DATABASE_URL is not the URL of a PostgreSQL database/,
    ],
    [
      'an unknown database',
      { JACKFIELD_DATABASE_URL: 'mysql://u:hunter2secret@db' },
      /JACKFIELD_DATABASE_URL is not/,
    ],
    [
      'a listening connection alone',
      { JACKFIELD_DATABASE_LISTEN_URL: 'postgres://u:hunter2secret@db/x' },
      /LISTEN_URL is set without/,
    ],
    [
      'an empty master key',
      { JACKFIELD_MASTER_KEY: '' },
      /JACKFIELD_MASTER_KEY must hold 32 random/,
    ],
    [
      'a short master key',
      { JACKFIELD_MASTER_KEY: 'hunter2secret' },
      /JACKFIELD_MASTER_KEY must hold/,
    ],
    ['a master key of zeros', { JACKFIELD_MASTER_KEY: '0'.repeat(64) }, /can be guessed/],
    [
      'a master key of text',
      { JACKFIELD_MASTER_KEY: Buffer.from('hunter2secret hunter3secret h4sh').toString('base64') },
      /can be guessed/,
    ],
    [
      'a counted master key',
      { JACKFIELD_MASTER_KEY: Buffer.from([...Array(32).keys()]).toString('hex') },
      /guessed/,
    ],
    [
      'two master keys',
      { JACKFIELD_MASTER_KEY: otherKey, JACKFIELD_MASTER_KEY_FILE: 'x' },
      /only one/,
    ],
    [
      'a key command that is no list',
      { JACKFIELD_MASTER_KEY_COMMAND: 'read-key hunter2' },
      /JACKFIELD_MASTER_KEY_COMMAND must be a program and its arguments as a JSON array/,
    ],
    ['an empty key command', { JACKFIELD_MASTER_KEY_COMMAND: '[]' }, /as a JSON array/],
    ['a nameless key command', { JACKFIELD_MASTER_KEY_COMMAND: '["", "x"]' }, /as a JSON array/],
    ['numbers in a key command', { JACKFIELD_MASTER_KEY_COMMAND: '["a", 1]' }, /as a JSON array/],
    [
      'a key and a key command',
      { JACKFIELD_MASTER_KEY: otherKey, JACKFIELD_MASTER_KEY_COMMAND: '["a"]' },
      /JACKFIELD_MASTER_KEY and JACKFIELD_MASTER_KEY_COMMAND are set: set only one/,
    ],
    [
      'a key command that is not there',
      { JACKFIELD_MASTER_KEY_COMMAND: '["/nowhere/read-key", "hunter2"]' },
      /JACKFIELD_MASTER_KEY_COMMAND: read-key can't be started \(ENOENT\); give its whole path/,
    ],
    [
      'a key command that fails',
      printing(
        'process.stdout.write("hunter2"); process.stderr.write("AccessDenied:\\n\\u001b[31mno \\u202ekey"); process.exitCode = 7',
      ),
      /JACKFIELD_MASTER_KEY_COMMAND: node ended with exit code 7: AccessDenied: no key$/,
    ],
    [
      'a key command that fails silently',
      printing('process.kill(process.pid, "SIGKILL")'),
      /node ended with signal SIGKILL, and said nothing about it/,
    ],
    [
      'a key command that waits for ever',
      printing('console.error("waiting for the service"); setInterval(() => {}, 1000)'),
      /node did not end within 4 s: waiting for the service/,
    ],
    [
      'a key command that asks for a word',
      printing(
        'process.stdin.resume().on("end", () => { console.error("no answer"); process.exit(3) })',
      ),
      /exit code 3: no answer/,
    ],
    [
      'a key command without end',
      printing('setInterval(() => process.stdout.write("hunter2".repeat(10000)))'),
      /node printed more than 64 kB; it has to print the key and nothing else/,
    ],
    [
      'a key command that prints nothing',
      printing(''),
      /What JACKFIELD_MASTER_KEY_COMMAND prints must hold 32 random bytes.* \(it is empty\)/,
    ],
    [
      'a key command that prints words',
      printing('console.log("key: hunter2")'),
      /What JACKFIELD_MASTER_KEY_COMMAND prints must hold 32 random bytes/,
    ],
    [
      'a key file that is not there',
      { JACKFIELD_MASTER_KEY_FILE: '/nowhere/key' },
      /does not exist/,
    ],
    [
      'an endpoint without a port',
      { JACKFIELD_ALLOW_ENDPOINTS: '127.0.0.1:1,localhost' },
      /ALLOW_ENDPOINTS/,
    ],
    [
      'an image endpoint without a port',
      { JACKFIELD_ALLOW_IMAGE_ENDPOINTS: 'images.internal' },
      /ALLOW_IMAGE_ENDPOINTS holds "images.internal", which is not host:port/,
    ],
    [
      'a base URL that is none',
      { OPENAI_BASE_URL: 'hunter2secret' },
      /OPENAI_BASE_URL must be a URL/,
    ],
    [
      'a base URL with a password',
      { GEMINI_BASE_URL: 'http://u:hunter2secret@h' },
      /GEMINI_BASE_URL must not/,
    ],
    ['a key with a line break', { POLYLLM_API_KEY: 'hunter2\nsecret' }, /POLYLLM_API_KEY holds/],
    ['a region that is none', { AWS_REGION: 'evil.example/' }, /AWS_REGION must be an AWS region/],
  ])('with %s says so in one line, without the value', async (_what, environment, words) => {
    await using folder = await dataFolder();
    await using program = startProgram(['serve'], on(folder.path, environment));
    const ended = await program.ended;
    expectOneLine(ended, words);
    expect(ended.stderr).not.toContain('hunter2');
  });

  test('because the port is taken says so, and makes nothing in the data folder', async () => {
    await using folder = await dataFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    // Holds: the server listens on TCP.
    const { port } = other.address() as AddressInfo;
    const data = join(folder.path, 'data');
    await using program = startProgram(['serve'], on(data, { JACKFIELD_PORT: String(port) }));
    expectOneLine(await program.ended, new RegExp(`Port ${port} .* is taken .* JACKFIELD_PORT`));
    await expect(stat(join(data, 'master.key'))).rejects.toThrow('ENOENT');
    other.close();
  });

  test('because the data folder is a file says so', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'data');
    await writeFile(file, '');
    await using program = startProgram(['serve'], on(file));
    expectOneLine(await program.ended, /data folder .* can't be written to .* JACKFIELD_DATA_DIR/);
  });

  test('because others can change the master key says which command to run', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'a key');
    await writeFile(file, otherKey);
    await chmod(file, 0o666);
    await using program = startProgram(
      ['serve'],
      on(folder.path, { JACKFIELD_MASTER_KEY_FILE: file }),
    );
    expectOneLine(await program.ended, /chmod 600 '.*a key'$/);
  });

  test('because the master key is another, or gone, says so and keeps the data', async () => {
    await using folder = await dataFolder();
    {
      await using first = startProgram(['serve'], on(folder.path));
      await first.ready;
      first.kill('SIGTERM');
      await first.ended;
    }
    const environment = on(folder.path, { JACKFIELD_MASTER_KEY: otherKey });
    await using wrong = startProgram(['serve'], environment);
    expectOneLine(await wrong.ended, /master key/i);
    const keyFile = join(folder.path, 'master.key');
    const key = await readFile(keyFile);
    await rm(keyFile);
    await using gone = startProgram(['serve'], on(folder.path));
    expectOneLine(await gone.ended, /master\.key is gone.* backup/);
    await writeFile(keyFile, key, { mode: 0o600 });
    await using again = startProgram(['serve'], on(folder.path));
    expect(await again.ready).toMatch(/^http/);
  });

  test('because the data folder is in use says so', async () => {
    await using folder = await dataFolder();
    await using first = startProgram(['serve'], on(folder.path));
    await first.ready;
    await using second = startProgram(['serve'], on(folder.path));
    expectOneLine(await second.ended, /in use by another Jackfield/);
  });

  test('because the database is broken says so', async () => {
    await using folder = await dataFolder();
    await writeFile(join(folder.path, 'jackfield.db'), 'This is no database.'.repeat(500));
    const environment = on(folder.path, { JACKFIELD_MASTER_KEY: otherKey });
    await using program = startProgram(['serve'], environment);
    expectOneLine(await program.ended, /jackfield\.db/);
  });

  test("because the operator's catalogue is broken names file, line and field", async () => {
    await using folder = await dataFolder();
    await mkdir(folder.path, { recursive: true });
    await writeFile(join(folder.path, 'catalog.yaml'), 'models:\n  - id: 7\n');
    await using program = startProgram(['serve'], on(folder.path));
    expectOneLine(await program.ended, /catalog\.yaml:2:\d+ .*models\[0\]/);
  });
});

describe('the server', () => {
  test('refuses headers above 16 kB with 431 and what is not HTTP with 400, in words', async () => {
    await using folder = await dataFolder();
    await using program = startProgram(['serve'], on(folder.path));
    const { port } = new URL(await program.ready);
    const ask = (bytes: string): Promise<string> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(bytes);
      return text(socket);
    };
    const large = await ask(`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1\.1 431 .*larger than 16 kB/s);
    expect(await ask('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*not a valid HTTP request/s);
  });

  test('answers unknown paths of the API as the API, and never as the page', async () => {
    await using folder = await dataFolder();
    await using program = startProgram(
      ['serve'],
      on(folder.path, { JACKFIELD_ADMIN_TOKEN: adminToken }),
    );
    const url = await program.ready;
    const headers = { authorization: `Bearer ${adminToken}` };
    const api = await fetch(`${url}/api/v1/nothing`, { headers });
    expect([api.status, api.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
    const gateway = await fetch(`${url}/v1/nothing`, { headers });
    expect(gateway.status).toBe(404);
    expect(await gateway.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  test('serves the page so that nothing from elsewhere runs in it or frames it', async () => {
    await using folder = await dataFolder();
    await using program = startProgram(['serve'], on(folder.path));
    const response = await fetch(`${await program.ready}/agents/some-agent`);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const post = await fetch(await program.ready, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
