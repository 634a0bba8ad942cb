import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, startProgram } from '../start-program.ts';
import { rawRequest } from './raw-request.ts';
import {
  answerOf,
  chunk,
  completion,
  saying,
  startRawUpstream,
  streamOf,
  type RawUpstream,
} from './raw-upstream.ts';
import {
  expectUnharmed,
  hello,
  newConnection,
  runJackfield,
  type Answer,
  type MadeAgent,
  type RunningJackfield,
} from './run-jackfield.ts';

let jackfield: RunningJackfield;
let upstream: RawUpstream;
let saved: { id: string; model: string };
let agent: MadeAgent;
/** On a provider whose answers are put into OpenAI's format here. */
let translated: MadeAgent;

beforeAll(async () => {
  upstream = await startRawUpstream();
  jackfield = await runJackfield({
    GEMINI_BASE_URL: `http://${upstream.endpoint}`,
    GEMINI_API_KEY: 'gemini-key-of-the-operator',
    JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
  });
  saved = await jackfield.connect({ url: upstream.url });
  agent = await jackfield.agentOn(saved.model);
  translated = await jackfield.agentOn('gemini/gemini-3.8-flash');
});

afterEach(async () => {
  upstream.answer = saying('Hello.');
  await expectUnharmed(jackfield);
});

afterAll(async () => {
  await jackfield[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

/** What the upstream was sent last. */
function sent(): Record<string, unknown> {
  return JSON.parse(upstream.seen.at(-1)?.body ?? '');
}

/** Lets the upstream answer one turn with this stream, and gives what the caller heard. */
function streamed(events: string | Buffer, headers: readonly string[] = []): Promise<Answer> {
  upstream.answer = (socket) => socket.write(streamOf(events, headers));
  return jackfield.turn(agent.key, { ...hello, stream: true });
}

/** Every line of a stream of ours is one of these, whatever an upstream wrote. */
function expectOwnFraming(text: string): void {
  for (const line of text.split('\n'))
    expect(line).toMatch(/^(?:data: (?:\{[^\n]*\}|\[DONE\])|: [^\n]*|)$/);
  expect(text).not.toContain('\r');
  expect(text).not.toContain('\0');
}

const sqls = [
  "' OR '1'='1",
  "'; DROP TABLE agents; --",
  '" OR ""="',
  "admin'--",
  '%',
  '%%%',
  '_',
  "1' UNION SELECT key_hash FROM agent_keys--",
  '\\',
  "x') OR 1=1--",
];

describe('case 37: SQL', () => {
  test('in a key, a token or a cookie is a wrong one', async () => {
    for (const sql of sqls) {
      expect((await jackfield.turn(sql)).status).toBe(401);
      expect(
        (await jackfield.turn('', hello, { headers: { authorization: '', 'x-api-key': sql } }))
          .status,
      ).toBe(401);
      const token = { authorization: `Bearer ${sql}` };
      expect((await jackfield.rest('GET /agents', undefined, token)).status).toBe(401);
      const cookie = { authorization: '', cookie: `jackfield_session=${encodeURIComponent(sql)}` };
      expect((await jackfield.rest('GET /agents', undefined, cookie)).status).toBe(401);
    }
  });

  test('in an id, a cursor, a query or a number is a wrong one, and nothing is lost or told', async () => {
    const before = (await jackfield.rest('GET /agents')).body.items.length;
    for (const sql of sqls) {
      const id = encodeURIComponent(sql);
      for (const request of [
        `GET /agents/${id}`,
        `DELETE /agents/${id}`,
        `GET /connections/${id}`,
        `DELETE /agents/${agent.id}/keys/${id}`,
        `POST /agents/${agent.id}/model-setting/revisions/${id}/restore`,
        `GET /audit-events?cursor=${id}`,
        `GET /agents?cursor=${id}&limit=${id}`,
        `GET /usage?agent=${id}&from=${id}`,
        `DELETE /allowed-endpoints/${id}`,
      ]) {
        const answer = await jackfield.rest(request);
        expect([request, answer.status < 500]).toEqual([request, true]);
        expect(answer.text).not.toMatch(/sqlite|syntax error|no such column|SELECT |constraint/i);
      }
      expect((await jackfield.rest(`GET /agents/${id}`)).status).toBe(404);
    }
    expect((await jackfield.rest('GET /agents')).body.items.length).toBe(before);
  });

  test('in a name is a name', async () => {
    for (const sql of sqls) {
      const { status, body } = await jackfield.rest('POST /agents', { name: `Agent ${sql}` });
      expect([status, body.name]).toEqual([201, `Agent ${sql}`.trim()]);
      expect((await jackfield.rest(`DELETE /agents/${body.id}`)).status).toBe(204);
    }
  });
});

describe('case 38: __proto__', () => {
  test('in a body of the REST API is refused, however deep', async () => {
    for (const body of [
      '{"name":"A","__proto__":{"role":"admin"}}',
      '{"name":"A","\\u005f_proto__":{"role":"admin"}}',
      '{"name":"A","extra":[{"deep":{"__proto__":1}}]}',
    ]) {
      expect((await jackfield.rest('POST /agents', body)).status).toBe(422);
    }
    for (const body of [
      '{"name":"A","constructor":{"prototype":{"x":1}}}',
      '{"name":"A","toString":1}',
    ]) {
      expect((await jackfield.rest('POST /agents', body)).status).toBe(422);
    }
  });

  test('in a header, a query or a path is a name like any other', async () => {
    const answer = await rawRequest(
      jackfield.port,
      `GET /v1/models?__proto__[x]=1&constructor=2 HTTP/1.1\r\nhost: localhost\r\n__proto__: a\r\nconstructor: b\r\nauthorization: Bearer ${agent.key}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect((await jackfield.rest(`GET /agents/${id}`)).status).toBe(404);
      expect((await jackfield.rest(`PUT /providers/${id}/credentials`, {})).status).toBe(404);
      const setting = await jackfield.rest(`PUT /agents/${agent.id}/model-setting`, { model: id });
      expect(setting.status).toBe(422);
      const path = `/v1/agents/${id}/chat/completions`;
      expect((await jackfield.turn(agent.key, hello, { path })).status).toBe(404);
    }
  });

  test('in a chunk or an answer of an upstream is data that changes nothing here', async () => {
    const evil =
      '"__proto__":{"polluted":"yes","content":"evil"},"constructor":{"prototype":{"polluted":"yes"}}';
    const first = `{${evil},"choices":[{${evil},"index":0,"delta":{${evil},"role":"assistant","content":"Hello","tool_calls":[{${evil},"index":"__proto__","id":"a","function":{"name":"__proto__","arguments":"{}"}}]}}]}`;
    const answer = await streamed(
      `data: ${first}\n\ndata: ${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`,
    );
    expect(answer.status).toBe(200);
    upstream.answer = (socket) => socket.write(answerOf(`{${evil},${completion('Hi').slice(1)}`));
    expect((await jackfield.turn(agent.key)).status).toBe(200);
    upstream.answer = (socket) =>
      socket.write(answerOf(`{"error":{${evil}}}`, { status: '400 No' }));
    expect((await jackfield.turn(agent.key)).status).toBe(400);
    for (const body of [
      `{"candidates":[{${evil},"content":{${evil},"parts":[{${evil},"text":"Hi"}]},"finishReason":"__proto__"}],"usageMetadata":{${evil}}}`,
      `{"error":{"status":"__proto__","code":"constructor","details":[{"@type":"toString",${evil}}]}}`,
    ]) {
      upstream.answer = (socket) => socket.write(answerOf(body));
      expect((await jackfield.turn(translated.key)).text).not.toContain('polluted');
      upstream.answer = (socket) => socket.write(streamOf(`data: ${body}\n\n`));
      await jackfield.turn(translated.key, { ...hello, stream: true });
    }
    upstream.answer = saying('Hello.');
    const clean = await jackfield.turn(agent.key);
    expect(clean.text).not.toMatch(/polluted|evil/);
    expect((await jackfield.rest('GET /agents')).text).not.toContain('polluted');
  });
});

describe('case 39: a key that comes twice, or in another case', () => {
  test('is sent on as it was judged: the last of two, and once', async () => {
    const turn = await jackfield.turn(
      agent.key,
      `{"model":"somebody-else","messages":[],"stream":true,"model":"default","messages":[{"role":"user","content":"a","content":"b"}],"stream":false,"temperature":9,"temperature":0.5}`,
    );
    expect([turn.status, turn.headers.get('content-type')]).toEqual([200, 'application/json']);
    const { body = '' } = upstream.seen.at(-1) ?? {};
    expect(sent()).toEqual({
      model: 'upstream-model',
      messages: [{ role: 'user', content: 'b' }],
      temperature: 0.5,
    });
    for (const field of ['model', 'messages', 'stream', 'temperature', 'content']) {
      expect(body.split(`"${field}":`).length - 1).toBeLessThanOrEqual(1);
    }
    const other = await jackfield.turn(
      agent.key,
      `{"model":"default",${JSON.stringify(hello).slice(1, -1)},"model":"somebody-else"}`,
    );
    expect([other.status, other.body.error.code]).toEqual([404, 'model_not_found']);
  });

  test('with another case is another key, which no decision of ours is made by', async () => {
    const turn = await jackfield.turn(agent.key, {
      ...hello,
      Model: 'somebody-else',
      MODEL: 'gpt-4',
      Stream: true,
      STREAM: true,
      'model ': 'x',
      'mode\u0131': 'x',
    });
    expect([turn.status, turn.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(sent()['model']).toBe('upstream-model');
    expect(sent()['stream']).toBeUndefined();
    const shouted = await jackfield.turn(agent.key, { Messages: hello.messages });
    expect(shouted.status).toBe(400);
  });

  test('at the REST API is what is saved, or is refused', async () => {
    const { body: first } = await jackfield.rest(
      'POST /agents',
      '{"name":"Checked","name":"Saved twice"}',
    );
    expect(first.name).toBe('Saved twice');
    const url = `http://169.254.169.254/`;
    const twice = JSON.stringify(newConnection({ url: upstream.url })).replace(
      /\}$/,
      `,"url":"${url}"}`,
    );
    expect((await jackfield.rest('POST /connections', twice)).status).toBe(422);
    for (const field of ['Name', 'NAME', 'URL', 'Url', 'ModelId']) {
      const body = { ...newConnection({ url: upstream.url }), [field]: 'x' };
      expect((await jackfield.rest('POST /connections', body)).status).toBe(422);
    }
  });

  test('in an upstream’s chunk reaches the caller with one meaning', async () => {
    const twice = `{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"first","content":"second"},"finish_reason":"stop","finish_reason":null}]}`;
    const answer = await streamed(
      `data: ${twice}\n\ndata: ${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`,
    );
    expect(answer.status).toBe(200);
    const line = answer.text.split('\n').find((text) => text.includes('second')) ?? '';
    expect(JSON.parse(line.slice('data: '.length)).choices[0].delta.content).toBe('second');
    expectOwnFraming(answer.text);
  });
});

function nested(levels: number, [open, close] = ['[', ']']): string {
  return open.repeat(levels) + close.repeat(levels);
}

const depths = [65, 5_000, 100_000, 200_000];

describe('case 40: a depth bomb', () => {
  test.each(depths)('of %i levels is refused before it is parsed', async (levels) => {
    for (const body of [
      nested(levels),
      `{"messages":${nested(levels)}}`,
      `{"messages":[{"role":"user","content":"a"}],"metadata":${nested(levels, ['{"a":', '}']).replace(':}', ':1}')}}`,
      `{"messages":[{"role":"user","content":${nested(levels)}}]}`,
      '[{"a":'.repeat(levels),
    ]) {
      const turn = await jackfield.turn(agent.key, body);
      expect(turn.status).toBe(400);
      if (body.length < 256 * 1_024) {
        expect([400, 422]).toContain((await jackfield.rest('POST /agents', body)).status);
      }
    }
  });

  test.each(depths)(
    'of %i levels in an upstream’s answer ends one turn at most',
    async (levels) => {
      const bomb = nested(levels);
      const bodies = [
        `{"error":${bomb}}`,
        `{"error":{"message":${bomb}}}`,
        `{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":${bomb}},"finish_reason":"stop"}]}`,
        `{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","extra":${bomb}},"finish_reason":"stop"}],"usage":${bomb}}`,
        bomb,
      ];
      for (const body of bodies) {
        for (const status of ['200 OK', '400 No', '500 Broken']) {
          upstream.answer = (socket) => socket.write(answerOf(body, { status }));
          for (const stream of [false, true]) {
            expect((await jackfield.turn(agent.key, { ...hello, stream })).status).not.toBe(500);
          }
        }
      }
      for (const event of [
        ...bodies,
        `{"choices":[{"index":0,"delta":{"content":"Hi","extra":${bomb}}}]}`,
        `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":${bomb}}}]}}]}`,
        `{"choices":[],"usage":${bomb}}`,
      ]) {
        const answer = await streamed(
          `data: ${event}\n\ndata: ${chunk({ content: 'Hi' }, 'stop')}\n\ndata: [DONE]\n\n`,
        );
        expect(answer.status).not.toBe(500);
        expectOwnFraming(answer.status === 200 ? answer.text : '');
      }
      for (const body of [
        `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${bomb}}}]},"finishReason":"STOP"}]}`,
        `{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP","logprobsResult":${bomb}}]}`,
        `{"error":{"details":${bomb}}}`,
      ]) {
        for (const answer of [answerOf(body), streamOf(`data: ${body}\n\n`)]) {
          upstream.answer = (socket) => socket.write(answer);
          for (const stream of [false, true]) {
            const turn = await jackfield.turn(translated.key, { ...hello, stream });
            expect(turn.status).not.toBe(500);
          }
        }
      }
    },
  );

  test('of an upstream’s does not stop a check', async () => {
    for (const body of [nested(200_000), `{"error":${nested(200_000)}}`]) {
      upstream.answer = (socket) => socket.write(answerOf(body));
      const report = await jackfield.rest(`POST /connections/${saved.id}/check`);
      expect([report.status, report.body.ready]).toEqual([200, false]);
    }
  });
});

test('case 40: a hash flood is a body like any other', async () => {
  // Array-index keys are hashed by their number, which nothing seeds (CVE-2026-21717).
  const keys = Array.from(
    { length: 60_000 },
    (_, index) => `"${(index * 65_536) % 4_294_967_291}":1`,
  );
  const body = `{"messages":[{"role":"user","content":"a"}],"metadata":{${keys.join(',')}}}`;
  expect((await jackfield.turn(agent.key, body)).status).toBe(200);
  const small = `{"name":"A",${keys.slice(0, 15_000).join(',')}}`;
  expect((await jackfield.rest('POST /agents', small)).status).toBe(422);
});

const script = '<script>alert(1)</script><img src=x onerror=alert(1)>\u2028"\'`${1}{{1}}';

describe('case 41: script', () => {
  test('in every name is kept as text, and answered as nothing that a browser runs', async () => {
    const { status, body } = await jackfield.rest('POST /agents', {
      name: script,
      instructions: script,
    });
    expect([status, body.name]).toEqual([201, script]);
    const { status: connected } = await jackfield.rest('POST /connections', {
      ...newConnection({ url: upstream.url, name: script }),
      modelId: script,
    });
    expect(connected).toBe(201);
    await jackfield.rest(`POST /agents/${body.id}/keys`, { name: script });
    for (const path of [
      '/agents',
      '/connections',
      '/models',
      '/audit-events',
      `/agents/${body.id}/keys`,
    ]) {
      const answer = await jackfield.rest(`GET ${path}`);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.text).toContain('<script>alert(1)');
    }
  });

  test('in an error of an upstream, of the REST API or of a path is JSON too', async () => {
    const words = JSON.stringify({ error: { message: script, code: script } });
    for (const body of [words, script, `<html>${script}</html>`]) {
      upstream.answer = (socket) =>
        socket.write(answerOf(body, { status: '400 No', headers: ['content-type: text/html'] }));
      const turn = await jackfield.turn(agent.key);
      expect(turn.headers.get('content-type')).toBe('application/json');
      expect(turn.body.error.type).toBe('invalid_request_error');
    }
    for (const answer of [
      await jackfield.rest(`GET /agents/${encodeURIComponent(script)}`),
      await jackfield.rest('POST /agents', { name: 'A', [script]: 1 }),
      await jackfield.turn(agent.key, { ...hello, model: script }),
    ]) {
      expect(answer.headers.get('content-type')).toMatch(/^application\/(?:problem\+)?json/);
    }
    const page = await fetch(`${jackfield.url}/${encodeURIComponent(script)}`);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    expect(await page.text()).not.toContain('alert(1)');
  });
});

describe('case 42: a line break', () => {
  test.each<[string, string]>([
    ['CR LF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
    ['U+2028', '\u2028'],
    ['NEL', '\u0085'],
    ['NUL', '\u0000'],
  ])(
    'in an upstream’s id, model, content or error begins no event of its own: %s',
    async (_name, mark) => {
      const evil = `x${mark}${mark}data: {"injected":true}${mark}${mark}event: evil${mark}id: 7`;
      const fields = { id: evil, model: evil, system_fingerprint: evil, object: evil };
      const answer = await streamed(
        `data: ${chunk({ role: 'assistant', content: evil }, null, fields)}\n\ndata: ${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`,
      );
      expect(answer.status).toBe(200);
      expectOwnFraming(answer.text);
      expect(JSON.parse(answer.text.split('\n')[0]?.slice(6) ?? '')).toMatchObject({ id: evil });
      const broken = await streamed(
        `data: ${chunk({ role: 'assistant', content: 'a' })}\n\ndata: ${JSON.stringify({ error: { message: evil, code: evil, type: evil, param: evil } })}\n\n`,
      );
      if (broken.status === 200) expectOwnFraming(broken.text);
      expect(broken.text).not.toMatch(/[\r\n]data: \{"injected/);
      upstream.answer = (socket) =>
        socket.write(
          answerOf(JSON.stringify({ error: { message: evil, code: evil } }), { status: '400 No' }),
        );
      const failed = await jackfield.turn(agent.key, { ...hello, stream: true });
      expect(JSON.parse(failed.text).error.message).toBe(evil.slice(0, 2_000));
      expect([...failed.headers.keys()]).not.toContain('id');
    },
  );

  test('that an upstream writes into JSON itself ends the stream in an error of ours', async () => {
    for (const mark of ['\r', '\r\n', '\n', '\u0000']) {
      const answer = await streamed(
        `data: ${chunk({ role: 'assistant', content: 'a' }).replace('"a"', `"a${mark}data: [DONE]${mark}"`)}\n\ndata: ${chunk({}, 'stop')}\n\n`,
      );
      if (answer.status === 200) expectOwnFraming(answer.text);
      expect(answer.text).not.toContain('[DONE]');
      expect(answer.text).toContain('"error"');
    }
  });

  test('between two data lines of one event is a space of JSON, and the caller gets one line', async () => {
    const [before = '', after = ''] = chunk({ role: 'assistant', content: 'Hi' }).split(
      '"choices"',
    );
    const answer = await streamed(
      `data: ${before}\ndata: "choices"${after}\n\ndata: ${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`,
    );
    expect(answer.status).toBe(200);
    expectOwnFraming(answer.text);
  });
});

describe('case 43: a field of an upstream’s event', () => {
  test('other than its data is not forwarded: event, id, retry, comments', async () => {
    const answer = await streamed(
      [
        'retry: 1\nid: evil\nevent: evil\n: evil comment\n',
        `data: ${chunk({ role: 'assistant', content: 'Hi' })}\n\n`,
        `event: evil\nid: evil\ndata: ${chunk({ content: ' there' })}\n\n`,
        'event: ping\ndata: {"type":"evil"}\n\n',
        `data: ${chunk({}, 'stop')}\n\nid: evil\ndata: [DONE]\n\n`,
      ].join(''),
    );
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('evil');
    expect(answer.text).toMatch(/Hi.*there.*\[DONE\]/s);
    expectOwnFraming(answer.text);
  });
});

describe('case 44: a header of an upstream', () => {
  const headers = [
    'set-cookie: jackfield_session=evil; Path=/',
    'set-cookie: other=evil',
    'connection: x-evil, keep-alive',
    'x-evil: evil',
    'keep-alive: timeout=evil',
    'proxy-authenticate: Basic evil',
    'trailer: x-evil',
    'upgrade: evil',
    'location: http://evil.example/',
    'refresh: 0; url=http://evil.example/',
    'access-control-allow-origin: http://evil.example',
    'access-control-allow-credentials: true',
    'x-jackfield-model: evil',
    'x-jackfield-revision: evil',
    'x-request-id: evil',
    'server: evil',
    'clear-site-data: "*"',
    'strict-transport-security: max-age=0',
  ];

  test('reaches no caller, with an answer, a stream or an error', async () => {
    upstream.answer = saying('Hi', headers);
    for (const body of [hello, { ...hello, stream: true }]) {
      const turn = await jackfield.turn(agent.key, body);
      expect(turn.status).toBe(200);
      expect(JSON.stringify([...turn.headers])).not.toContain('evil');
      expect(turn.headers.getSetCookie()).toEqual([]);
      expect(turn.headers.get('clear-site-data')).toBeNull();
    }
    for (const status of ['400 No', '429 Slow', '503 Later']) {
      upstream.answer = (socket) =>
        socket.write(answerOf('{}', { status, headers: [...headers, 'retry-after: evil'] }));
      const turn = await jackfield.turn(agent.key);
      expect(JSON.stringify([...turn.headers])).not.toContain('evil');
    }
  });

  test('that would split ours is no answer at all', async () => {
    for (const header of [
      'x-a: b\rset-cookie: evil=1',
      'x-a: b\u0000c',
      'x a: b',
      'content-length: 3',
      'transfer-encoding: chunked',
      'transfer-encoding: identity, chunked, x',
    ]) {
      upstream.answer = (socket) => socket.end(answerOf(completion('Hi'), { headers: [header] }));
      const turn = await jackfield.turn(agent.key);
      expect(turn.headers.getSetCookie()).toEqual([]);
      expect(turn.status).toBe(502);
    }
  });

  test('after its body is read by nobody', async () => {
    upstream.answer = (socket) => {
      const body = completion('Hi');
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ntrailer: set-cookie\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\nset-cookie: evil=1\r\n\r\n`,
      );
    };
    const turn = await jackfield.turn(agent.key);
    expect([turn.status, turn.headers.getSetCookie()]).toEqual([200, []]);
  });

  test('of ours holds only what a header can, whatever a caller’s field is called', async () => {
    // Gemini’s format has no place for fields that nobody knows: they are dropped, and named.
    upstream.answer = (socket) =>
      socket.write(
        answerOf(
          '{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}',
        ),
      );
    for (const field of ['поле', 'a\r\nset-cookie: evil=1', 'a\u0000b', 'a, b', '👋', '"', '']) {
      const turn = await jackfield.turn(translated.key, { ...hello, [field]: 1 });
      expect([field, turn.status]).toEqual([field, 200]);
      expect(turn.headers.getSetCookie()).toEqual([]);
      expect(turn.headers.get('x-jackfield-dropped')).toMatch(/^[\x20-\x7e]*$/);
    }
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field_${at}`, 1]));
    const turn = await jackfield.turn(translated.key, { ...hello, ...many });
    expect(turn.status).toBe(200);
    expect(turn.headers.get('x-jackfield-dropped')?.length).toBeLessThan(2_000);
  });
});

describe('case 47: an expression, a log, a terminal', () => {
  test('is not held up by text that makes a careless expression run for years', async () => {
    const evils = [
      `${'a'.repeat(50_000)}!`,
      `${'a-'.repeat(25_000)}!`,
      `${' '.repeat(50_000)}x`,
      `${'\t'.repeat(50_000)}\n`,
      `http://${'a.'.repeat(20_000)}`,
      `http://${'@'.repeat(20_000)}`,
      `Bearer ${' '.repeat(10_000)}`,
      `${'/'.repeat(50_000)}x`,
      `${'x='.repeat(20_000)};`,
      `data:${';a=b'.repeat(20_000)}`,
      'context '.repeat(8_000),
      '<!--'.repeat(10_000),
      '\\"'.repeat(20_000),
    ];
    for (const evil of evils) {
      for (const [request, body] of [
        ['POST /agents', { name: evil, slug: evil }],
        ['POST /connections', { ...newConnection({ url: evil }), modelId: evil, name: evil }],
        [
          'POST /connections',
          newConnection({ url: upstream.url, auth: { method: 'bearer', credential: evil } }),
        ],
        ['POST /allowed-endpoints', { endpoint: evil }],
        ['PUT /providers/bedrock/credentials', { region: evil, bearerToken: evil, baseUrl: evil }],
        [`PUT /agents/${agent.id}/model-setting`, { model: evil, parameters: { stop: [evil] } }],
      ] as const) {
        expect([413, 422]).toContain((await jackfield.rest(request, body)).status);
      }
      for (const status of ['400 No', '401 Who', '200 OK']) {
        upstream.answer = (socket) => socket.write(answerOf(evil, { status }));
        await jackfield.turn(agent.key);
        await jackfield.turn(translated.key);
      }
      await streamed(`data: ${evil}\n\nevent:${evil}\n${evil}:\n\n`);
      const image = { type: 'image_url', image_url: { url: evil } };
      await jackfield.turn(agent.key, { messages: [{ role: 'user', content: [image] }] });
    }
    const header = await rawRequest(
      jackfield.port,
      `GET /api/v1/agents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer${' '.repeat(12_000)}\r\nconnection: close\r\n\r\n`,
    );
    expect(header).toMatch(/^HTTP\/1\.1 401 /);
  });

  const escape = '\u001b[2J\u001b]0;evil\u0007\u009b31m\u001b[8m';

  test('no line of the log is anything but one line of JSON, whatever was said', async () => {
    const words = `evil\n{"level":30,"msg":"forged"}\r\n${escape}`;
    upstream.answer = (socket) =>
      socket.write(
        answerOf(JSON.stringify({ error: { message: words, code: words } }), { status: '401 No' }),
      );
    await jackfield.turn(agent.key, { ...hello, user: words });
    await jackfield.rest('GET /nothing', undefined, { 'user-agent': 'evil%0a{}' });
    for (const line of jackfield.program.stderr().trimEnd().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(JSON.parse(line).msg).not.toBe('forged');
    }
  });

  test('a name can’t hold what steers a terminal, and the command line prints none of it', async () => {
    expect((await jackfield.rest('POST /agents', { name: `A${escape}` })).status).toBe(422);
    expect((await jackfield.rest('POST /agents', { name: 'A\nB' })).status).toBe(422);
    const connection = { ...newConnection({ url: upstream.url }), modelId: `m${escape}` };
    expect((await jackfield.rest('POST /connections', connection)).status).toBe(422);
    const { id } = await jackfield.connect({ url: upstream.url });
    {
      // As a version before that rule may have saved it.
      using database = new DatabaseSync(join(jackfield.dataDir, 'jackfield.db'));
      const update = database.prepare('update connections set model_id = ? where id = ?');
      expect(update.run(`m${escape}`, id).changes).toBe(1);
    }
    expect((await jackfield.rest(`GET /connections/${id}`)).body.modelId).toBe(`m${escape}`);
    const listed = await startProgram(['connections', 'list'], {
      JACKFIELD_URL: jackfield.url,
      JACKFIELD_ADMIN_TOKEN: adminToken,
    }).ended;
    expect(listed.code).toBe(0);
    expect(listed.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('what an endpoint says reaches the terminal of its checker without control characters', async () => {
    upstream.answer = (socket) =>
      socket.write(
        answerOf(JSON.stringify({ error: { message: `evil${escape}`, code: escape } }), {
          status: '400 No',
          headers: [`x-evil: \u001b[2J`],
        }),
      );
    const checked = await startProgram(['check', upstream.url, '--model', 'm', '--verbose']).ended;
    expect(checked.code).toBe(1);
    expect(checked.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
