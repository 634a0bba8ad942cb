import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, startProgram } from '../start-program.ts';
import {
  answerOf,
  completion,
  saying,
  startRawUpstream,
  type RawUpstream,
} from './raw-upstream.ts';
import {
  credential,
  expectUnharmed,
  hello,
  newConnection,
  runJackfield,
  type Answer,
  type MadeAgent,
  type RunningJackfield,
} from './run-jackfield.ts';
import { startHandDns, type HandDns } from './start-hand-dns.ts';
import { startSentinel, type Sentinel } from './sentinel.ts';

let jackfield: RunningJackfield;
let dns: HandDns;
/** On every address of this machine, and on no allow-list. */
let sentinel: Sentinel;
/** A model's server that connections may reach. */
let upstream: RawUpstream;
/** A connection to it, and an agent that uses it. */
let saved: { id: string; model: string };
let agent: MadeAgent;
/** Another one, for what tries to change it. */
let changing: { id: string };
/** An agent on a provider that takes images as bytes alone, so that they are fetched here. */
let viewer: MadeAgent;

beforeAll(async () => {
  dns = await startHandDns();
  sentinel = await startSentinel();
  upstream = await startRawUpstream();
  jackfield = await runJackfield({
    ...dns.environment,
    BEDROCK_BASE_URL: `http://${upstream.endpoint}`,
    AWS_REGION: 'eu-central-1',
    AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key-of-the-operator',
    OPENAI_API_KEY: 'openai-key-of-the-operator',
    JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
  });
  saved = await jackfield.connect({ url: upstream.url });
  agent = await jackfield.agentOn(saved.model);
  viewer = await jackfield.agentOn('bedrock/claude-haiku-5.5');
  changing = await jackfield.connect({ url: upstream.url });
});

afterAll(async () => {
  sentinel.expectUntouched();
  await expectUnharmed(jackfield);
  await jackfield[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await sentinel[Symbol.asyncDispose]();
  await dns[Symbol.asyncDispose]();
});

const auth = { method: 'bearer', credential };

/** Every request by which somebody may name a URL that is then dialled, each with how it refuses. */
const ways: Readonly<Record<string, (url: string) => Promise<Answer>>> = {
  'the save of a connection': (url) => jackfield.rest('POST /connections', newConnection({ url })),
  'the check of a draft': (url) =>
    jackfield.rest('POST /connections/check', { url, modelId: 'm', auth }),
  'the change of a connection': (url) =>
    jackfield.rest(`PATCH /connections/${changing.id}`, { url, auth }),
  'the check of a changed connection': (url) =>
    jackfield.rest(`POST /connections/${changing.id}/check`, { url, auth }),
  'an image in a turn': (url) => jackfield.turn(viewer.key, asking(url)),
  'a provider’s base URL': async (url) => {
    const body = { apiKey: 'fresh-key', baseUrl: url };
    const put = await jackfield.rest('PUT /providers/polyllm/credentials', body);
    if (put.status !== 200) return put;
    const check = await jackfield.rest('POST /providers/polyllm/check');
    const listed = await jackfield.rest('GET /providers/polyllm/models');
    const caller = await jackfield.agentOn('polyllm/polyllm');
    const turn = await jackfield.turn(caller.key);
    await jackfield.rest('DELETE /providers/polyllm/credentials');
    if (check.body.ready === true || listed.status === 200) throw new Error(check.text);
    return turn;
  },
};
const names = Object.keys(ways);

function way(name: string): (url: string) => Promise<Answer> {
  return ways[name] ?? (() => Promise.reject(new Error(name)));
}

function asking(url: string): object {
  const image = { type: 'image_url', image_url: { url } };
  return { messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, image] }] };
}

/** 422 where a person typed it, 400 for an image, 502 where only a turn tells. */
function expectRefused(
  { status, text }: Answer,
  words = /not.allowed|own_address|metadata|no public address|url_invalid|could not be read/,
): void {
  expect([400, 422, 502]).toContain(status);
  expect(text).toMatch(words);
}

const loopback = [
  '127.0.0.1',
  'localhost',
  'LOCALHOST',
  '127.0.0.1.',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.1',
  '127.0.1',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '１２７.0.0.1',
  '127。0。0。1',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  '%31%32%37.0.0.1',
];

describe.each(names)('case 1: %s', (name) => {
  test('gives no private address a byte, in any notation', async () => {
    for (const host of loopback) {
      expectRefused(await way(name)(`http://${host}:${sentinel.port}/v1`));
      sentinel.expectUntouched();
    }
  });

  // Whether a name with a dot at its end resolves at all is the system's business.
  test('gives localhost. no byte, whether it resolves or not', async () => {
    await way(name)(`http://localhost.:${sentinel.port}/v1`);
    sentinel.expectUntouched();
  });

  test('never reaches a metadata service, in any notation', async () => {
    const hosts = [
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '0251.0376.0251.0376',
      '169.254.43518',
      '[::ffff:169.254.169.254]',
      '[::ffff:a9fe:a9fe]',
      '[fd00:ec2::254]',
      '１６９.254.169.254',
      '169.254.169.254.',
      '100.100.100.200',
    ];
    for (const host of hosts) expectRefused(await way(name)(`http://${host}/latest`));
  });
});

describe.each(names)('case 2: %s', (name) => {
  test.each([
    ['to a private address', 'private.test', ['127.0.0.1']],
    ['to a public and a private address', 'both.test', ['93.184.215.14', '127.0.0.1']],
    ['to a private and a public address', 'turned.test', ['::1', '93.184.215.14']],
    ['to a mapped address', 'mapped.test', ['::ffff:127.0.0.1']],
  ])('gives a name that resolves %s no byte', async (_what, host, addresses) => {
    // The resolver follows CNAME records by itself: what it answers is what is judged.
    await dns.say(host, addresses);
    expectRefused(await way(name)(`http://${host}:${sentinel.port}/v1`));
    sentinel.expectUntouched();
  });
});

describe('case 3: a name that changes', () => {
  test('between save and call leads nowhere: turn, check, change, retry', async () => {
    await dns.say('rebinding.test', ['93.184.215.14'], ['127.0.0.1']);
    const url = `http://rebinding.test:${sentinel.port}/v1`;
    const { id, model } = await jackfield.connect({ url });
    const caller = await jackfield.agentOn(model);
    for (const body of [hello, { ...hello, stream: true }]) {
      const turn = await jackfield.turn(caller.key, body);
      expect([turn.status, turn.body.error.code]).toEqual([502, 'endpoint_not_allowed']);
    }
    expectRefused(await jackfield.rest(`POST /connections/${id}/check`));
    // A change that leaves the address as it is dials nothing.
    const renamed = await jackfield.rest(`PATCH /connections/${id}`, { modelId: 'other' });
    expect(renamed.status).toBe(200);
    expect((await jackfield.turn(caller.key)).status).toBe(502);
    sentinel.expectUntouched();
  });

  test('between check and connect leads nowhere: the address dialled is the address vetted', async () => {
    await using here = await startRawUpstream();
    await dns.say('own.test', ['127.0.0.1']);
    const takeBack = await jackfield.allow(`own.test:${here.port}`);
    const { model } = await jackfield.connect({ url: `http://own.test:${here.port}/v1` });
    const caller = await jackfield.agentOn(model);
    // One question for the dial, whose answer is judged and dialled; a second would be told otherwise.
    await dns.say('own.test', ['127.0.0.1'], ['169.254.169.254']);
    const before = await dns.asked('own.test');
    expect((await jackfield.turn(caller.key)).status).toBe(200);
    expect(await dns.asked('own.test')).toBe(before + 1);
    await takeBack();
  });

  test('between a draft and its check leads nowhere, at every request of the checklist', async () => {
    await dns.say('draft.test', ['93.184.215.14'], ['127.0.0.1']);
    const url = `http://draft.test:${sentinel.port}/v1`;
    const answer = await way('the check of a draft')(url);
    expect([answer.status, answer.body.ready]).toEqual([200, false]);
    sentinel.expectUntouched();
  });

  test('after a provider’s base URL was saved leads nowhere', async () => {
    await dns.say('provider.test', ['93.184.215.14'], ['127.0.0.1']);
    await way('a provider’s base URL')(`http://provider.test:${sentinel.port}/v1`);
    sentinel.expectUntouched();
  });
});

const redirects = ['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent'];

describe('case 4: a redirect', () => {
  test.each(redirects)('is not followed by a turn, a check or an image: %s', async (status) => {
    await using here = await startRawUpstream();
    const takeBack = await jackfield.allow(here.endpoint);
    const { id, model } = await jackfield.connect({ url: here.url });
    const caller = await jackfield.agentOn(model);
    for (const location of [
      `http://127.0.0.1:${sentinel.port}/v1/chat/completions`,
      `//127.0.0.1:${sentinel.port}/`,
      'http://169.254.169.254/latest',
      `http://user:password@localhost:${sentinel.port}/`,
      `${here.url}/chat/completions`,
      '/v1/chat/completions/',
      'file:///etc/passwd',
    ]) {
      here.answer = (socket) =>
        socket.write(answerOf('{}', { status, headers: [`location: ${location}`] }));
      const before = here.seen.length;
      for (const body of [hello, { ...hello, stream: true }]) {
        expect((await jackfield.turn(caller.key, body)).status).toBe(502);
      }
      // As many as there were turns: a loop is not gone round even once.
      expect(here.seen.length).toBe(before + 2);
    }
    const report = await jackfield.rest(`POST /connections/${id}/check`);
    expect(report.body.ready).toBe(false);
    sentinel.expectUntouched();
    await takeBack();
  });

  test('is not followed by the check of a provider or by its list of models', async () => {
    upstream.answer = (socket) =>
      socket.write(
        answerOf('{}', {
          status: '302 Found',
          headers: [`location: http://127.0.0.1:${sentinel.port}/`],
        }),
      );
    const check = await jackfield.rest('POST /providers/bedrock/check');
    expect(check.body.ready).toBe(false);
    expect((await jackfield.rest('GET /providers/bedrock/models')).status).toBe(502);
    expect((await jackfield.turn(viewer.key)).status).toBe(502);
    upstream.answer = saying('Hello.');
    sentinel.expectUntouched();
  });
});

describe('case 5: a credential', () => {
  test('does not follow a redirect to another origin, even one that may be reached', async () => {
    await using other = await startRawUpstream();
    const takeBack = await jackfield.allow(other.endpoint);
    for (const status of redirects) {
      upstream.answer = (socket) =>
        socket.write(
          answerOf('{}', { status, headers: [`location: ${other.url}/chat/completions`] }),
        );
      await jackfield.turn(agent.key);
      await jackfield.rest(`POST /connections/${saved.id}/check`);
    }
    upstream.answer = saying('Hello.');
    expect(other.seen).toEqual([]);
    await takeBack();
  });

  test('of the environment is never sent to a base URL that somebody saved', async () => {
    const body = { apiKey: 'fresh-key', baseUrl: upstream.url };
    expect((await jackfield.rest('PUT /providers/openai/credentials', body)).status).toBe(200);
    const caller = await jackfield.agentOn('openai/gpt-4o-mini');
    expect((await jackfield.turn(caller.key)).status).toBe(200);
    expect(upstream.seen.at(-1)?.head).toContain('fresh-key');
    const without = await jackfield.rest('PUT /providers/openai/credentials', {
      baseUrl: upstream.url,
    });
    expect([without.status, without.body.code]).toEqual([422, 'credentials_incomplete']);
    await jackfield.rest('DELETE /providers/openai/credentials');
    expect(JSON.stringify(upstream.seen)).not.toContain('openai-key-of-the-operator');
  });

  test('of a caller stays here: agent key, cookie, proxy credentials', async () => {
    await jackfield.turn(agent.key, hello, {
      headers: {
        cookie: 'jackfield_session=caller-canary',
        'proxy-authorization': 'Basic caller-canary',
        'x-forwarded-for': 'caller-canary',
      },
    });
    const { head = '' } = upstream.seen.at(-1) ?? {};
    expect(head).toContain(`authorization: Bearer ${credential}`);
    expect(head).not.toMatch(/caller-canary|jf_agent_/);
  });

  test('does not go with an image that is fetched', async () => {
    await using images = await startSentinel();
    await jackfield.turn(viewer.key, asking(`http://127.0.0.1:${images.port}/a.png`));
    images.expectUntouched();
  });
});

describe.each(names)('case 6: %s', (name) => {
  test('refuses what two readers could understand in two ways', async () => {
    const port = sentinel.port;
    for (const url of [
      `http://user:password@127.0.0.1:${port}/v1`,
      `http://models.example@127.0.0.1:${port}/v1`,
      `http://127.0.0.1:${port}\\@models.example/v1`,
      `http:\\\\127.0.0.1:${port}\\v1`,
      `http://127.0.0.1:${port}\u0000.models.example/v1`,
      `http://127.0.0.1:${port}/v1\u0000`,
      `http://127.0.0.1:${port}%00.models.example/v1`,
      `http://127.0.0.1\t:${port}/v1`,
      `ht\ntp://127.0.0.1:${port}/v1`,
      `http://127．0．0．1:${port}/v1`,
      `http://127｡0｡0｡1:${port}/v1`,
      `http://localhost\u00ad:${port}/v1`,
      `http://127.0.0.1:${port}#@models.example/`,
      `http:127.0.0.1:${port}/v1`,
      `http:///127.0.0.1:${port}/v1`,
      `http://[::1%25eth0]:${port}/v1`,
      `http://127.0.0.1:0/v1`,
      `http://127.0.0.1:99999/v1`,
      'http://',
      '//127.0.0.1/v1',
    ]) {
      expectRefused(await way(name)(url), /./);
      sentinel.expectUntouched();
    }
  });
});

describe('case 7: another protocol', () => {
  test.each(names)('than http and https is refused by %s', async (name) => {
    const place = `127.0.0.1:${sentinel.port}`;
    for (const scheme of ['file', 'ftp', 'gopher', 'ws', 'wss', 'dict', 'ldap', 'unix', 'blob']) {
      expectRefused(await way(name)(`${scheme}://${place}/etc/passwd`), /./);
    }
    for (const url of ['javascript:alert(1)', 'about:blank', 'node:fs', 'http+unix://%2Ftmp%2Fs']) {
      expectRefused(await way(name)(url), /./);
    }
    sentinel.expectUntouched();
  });

  test('that an upstream switches to ends the turn', async () => {
    upstream.answer = (socket) =>
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nhello',
      );
    for (const body of [hello, { ...hello, stream: true }]) {
      const turn = await jackfield.turn(agent.key, body);
      expect([turn.status, turn.body.error.code]).toEqual([502, 'upstream_unavailable']);
    }
    upstream.answer = saying('Hello.');
    expect((await jackfield.turn(agent.key)).status).toBe(200);
  });

  test('that a caller asks for is not offered, and not asked of an upstream', async () => {
    for (const protocol of ['websocket', 'h2c']) {
      const socket = connect(jackfield.port, '127.0.0.1');
      const body = JSON.stringify(hello);
      socket.end(
        [
          'POST /v1/chat/completions HTTP/1.1',
          'host: localhost',
          'connection: upgrade, http2-settings',
          `upgrade: ${protocol}`,
          'http2-settings: AAMAAABkAAQAAP__',
          `authorization: Bearer ${agent.key}`,
          'content-type: application/json',
          `content-length: ${body.length}`,
          '',
          body,
        ].join('\r\n'),
      );
      expect((await buffer(socket)).toString()).not.toMatch(/^HTTP\/1\.1 101/);
      expect(upstream.seen.at(-1)?.head).not.toMatch(/upgrade|http2-settings/i);
    }
  });
});

describe('case 8: a connection to ourselves', () => {
  const ours = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ address }) => !address.startsWith('fe80'))
    .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

  test.each(names)('is refused by %s, at each of our addresses', async (name) => {
    for (const host of [...ours, 'localhost', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', '127.1']) {
      const answer = await way(name)(`http://${host}:${jackfield.port}/v1`);
      expectRefused(answer);
    }
  });

  test('is refused although its name was allowed, by save and by turn', async () => {
    await dns.say('myself.test', ['127.0.0.1']);
    const endpoint = `myself.test:${jackfield.port}`;
    const takeBack = await jackfield.allow(endpoint);
    const url = `http://${endpoint}/v1`;
    expectRefused(await way('the save of a connection')(url), /endpoint_own_address/);
    await dns.say('myself.test', ['93.184.215.14'], ['127.0.0.1']);
    const { model } = await jackfield.connect({ url });
    const caller = await jackfield.agentOn(model);
    const turn = await jackfield.turn(caller.key);
    expect([turn.status, turn.body.error.code]).toEqual([502, 'endpoint_not_allowed']);
    expect(turn.text).toContain('Jackfield itself');
    await takeBack();
  });

  test('can’t be allowed by its address', async () => {
    for (const host of ['127.0.0.1', '[::1]', '0.0.0.0', '0x7f000001']) {
      const endpoint = `${host}:${jackfield.port}`;
      const answer = await jackfield.rest('POST /allowed-endpoints', { endpoint });
      expect([endpoint, answer.status]).toEqual([endpoint, 422]);
    }
  });
});

describe('case 9: an entry of the allow-list', () => {
  test.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '*',
    '*:8080',
    '127.0.0.1:*',
    '127.0.0.0/8',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '127.0.0.1:80,127.0.0.1:81',
    'http://127.0.0.1:80',
    'user@127.0.0.1:80',
    '127.0.0.1:80/v1',
    ':80',
    '',
  ])('is host:port and nothing else: %j', async (endpoint) => {
    const answer = await jackfield.rest('POST /allowed-endpoints', { endpoint });
    expect([answer.status, answer.body.code]).toEqual([422, 'endpoint_invalid']);
  });

  test('lets no other port, name or notation pass', async () => {
    for (const url of [
      `http://127.0.0.1:${sentinel.port}/v1`,
      `http://localhost:${upstream.port}/v1`,
      `http://127.0.0.2:${upstream.port}/v1`,
      `http://[::1]:${upstream.port}/v1`,
      `https://127.0.0.1/v1`,
    ]) {
      expectRefused(await way('the save of a connection')(url), /endpoint_not_allowed/);
    }
    // The same address in another notation is the same entry.
    const same = await way('the check of a draft')(`http://0x7f000001:${upstream.port}/v1`);
    expect(same.status).toBe(200);
  });

  test('counts for connections, and for no image', async () => {
    const before = upstream.seen.length;
    expectRefused(await way('an image in a turn')(`${upstream.url}/a.png`));
    expect(upstream.seen.length).toBe(before);
  });
});

describe('case 10: the guard of the save', () => {
  test('stands before turn, check, change, restored revision and list once an allowance is gone', async () => {
    const takeBack = await jackfield.allow(`127.0.0.1:${sentinel.port}`);
    const { id, model } = await jackfield.connect({
      url: `http://127.0.0.1:${sentinel.port}/v1`,
    });
    const caller = await jackfield.agentOn(model);
    await takeBack();
    expectRefused(await jackfield.turn(caller.key));
    expectRefused(await jackfield.turn(caller.key, { ...hello, stream: true }));
    expectRefused(await jackfield.rest(`POST /connections/${id}/check`));
    expectRefused(
      await jackfield.rest(`PATCH /connections/${id}`, {
        url: `http://127.0.0.1:${sentinel.port}/v2`,
      }),
    );
    await jackfield.rest(`PUT /agents/${caller.id}/model-setting`, { model: saved.model });
    const restored = await jackfield.rest(
      `POST /agents/${caller.id}/model-setting/revisions/1/restore`,
    );
    expect(restored.status).toBe(200);
    expectRefused(await jackfield.turn(caller.key));
    sentinel.expectUntouched();
  });

  test('stands behind the command line', async () => {
    const environment = {
      JACKFIELD_URL: jackfield.url,
      JACKFIELD_ADMIN_TOKEN: adminToken,
      KEY: credential,
    };
    const url = `http://127.0.0.1:${sentinel.port}/v1`;
    const { ended } = startProgram(
      ['connections', 'create', 'Mine', '--url', url, '--model', 'm', '--credential-env', 'KEY'],
      environment,
    );
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain('private address');
    expect(stderr).not.toContain(credential);
    sentinel.expectUntouched();
  });

  test('lets a person at a terminal check their own network, and no metadata service', async () => {
    const { ended } = startProgram([
      'check',
      'http://[::ffff:169.254.169.254]/v1',
      '--model',
      'm',
      '--timeout',
      '5',
    ]);
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toContain('metadata service');
  });
});

describe('case 11: a routing field of a caller', () => {
  const place = (): string => `http://127.0.0.1:${sentinel.port}/v1`;

  test.each([
    'api_base',
    'base_url',
    'baseUrl',
    'api_key',
    'host',
    'url',
    'endpoint',
    'custom_llm_provider',
    'provider',
    'proxy',
    'fallbacks',
    'extra_headers',
    'litellm_params',
    'mock_response',
    'user_config',
  ])('in the body changes nothing about where a turn goes: %s', async (field) => {
    const value = { api_base: place(), url: place(), base_url: place() };
    for (const given of [place(), value, [value]]) {
      const turn = await jackfield.turn(agent.key, { ...hello, [field]: given });
      expect(turn.status).toBe(200);
      expect(upstream.seen.at(-1)?.head).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1/);
      expect(upstream.seen.at(-1)?.head).toContain(`authorization: Bearer ${credential}`);
    }
    sentinel.expectUntouched();
  });

  test.each([
    'x-portkey-custom-host',
    'x-custom-host',
    'helicone-target-url',
    'x-target-url',
    'x-forwarded-host',
    'x-original-url',
    'x-rewrite-url',
    'x-base-url',
    'forwarded',
    'x-jackfield-model',
    'x-http-method-override',
  ])('in a header changes nothing, and goes no further: %s', async (name) => {
    const turn = await jackfield.turn(agent.key, hello, { headers: { [name]: place() } });
    expect(turn.status).toBe(200);
    const { head = '' } = upstream.seen.at(-1) ?? {};
    expect(head).toContain(`host: ${upstream.endpoint}`);
    expect(head).not.toContain(String(sentinel.port));
    sentinel.expectUntouched();
  });

  test('in the query or as a whole URL changes nothing', async () => {
    const path = `/v1/chat/completions?api_base=${encodeURIComponent(place())}&base_url=${place()}`;
    expect((await jackfield.turn(agent.key, hello, { path })).status).toBe(200);
    expect(upstream.seen.at(-1)?.head).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1/);
    sentinel.expectUntouched();
  });

  test('in a saved setting or connection is refused', async () => {
    const setting = { model: saved.model, parameters: { api_base: place() } };
    const put = await jackfield.rest(`PUT /agents/${agent.id}/model-setting`, setting);
    expect(put.status).toBe(422);
    const body = { ...newConnection({ url: upstream.url }), api_base: place() };
    expect((await jackfield.rest('POST /connections', body)).status).toBe(422);
    sentinel.expectUntouched();
  });
});

describe('case 12: a template', () => {
  test.each([
    'x.evil/#',
    'eu-central-1.evil.example/',
    'eu-central-1@evil.example',
    '../..',
    'eu-central-1\r\nhost: evil',
    'EU-CENTRAL-1',
    '127.0.0.1',
    '',
  ])('of a region takes a region alone: %j', async (region) => {
    const body = { region, accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const answer = await jackfield.rest('PUT /providers/bedrock/credentials', body);
    expect(answer.status).toBe(422);
  });

  test('of a model id holds no line break', async () => {
    const modelId = 'm\r\nhost: evil.example';
    const connection = { ...newConnection({ url: upstream.url }), modelId };
    const { status, body } = await jackfield.rest('POST /connections', connection);
    expect([status, body.errors[0].field]).toEqual([422, 'modelId']);
  });

  test.each(['../../admin?x=#', 'host: evil.example', '{{region}}', '%2e%2e/%2e%2e'])(
    'of a model id stays in the body of a turn to a connection: %j',
    async (modelId) => {
      const connection = { ...newConnection({ url: upstream.url }), modelId };
      const { body } = await jackfield.rest('POST /connections', connection);
      const caller = await jackfield.agentOn(body.model);
      expect((await jackfield.turn(caller.key)).status).toBe(200);
      const { head = '', body: sent = '' } = upstream.seen.at(-1) ?? {};
      expect(head).toMatch(/^POST \/v1\/chat\/completions HTTP/);
      expect(head).not.toContain('evil.example');
      expect(JSON.parse(sent)).toMatchObject({ model: modelId });
    },
  );

  test('of a provider’s id in a path names a provider and nothing else', async () => {
    for (const id of ['..%2f..%2fconnections', '%2e%2e', 'openai%00', 'constructor', '__proto__']) {
      expect((await jackfield.rest(`POST /providers/${id}/check`)).status).toBe(404);
    }
  });
});

test('case 5: what a fetched image answers is never taken for a model’s answer', async () => {
  const before = upstream.seen.length;
  upstream.answer = (socket) => socket.write(answerOf(completion('never')));
  const turn = await jackfield.turn(viewer.key, asking(`http://localhost:${sentinel.port}/x`));
  upstream.answer = saying('Hello.');
  expect(turn.text).not.toContain('never');
  expect(upstream.seen.length).toBe(before);
});
