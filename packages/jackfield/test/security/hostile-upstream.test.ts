import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
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
  runJackfield,
  type MadeAgent,
  type RunningJackfield,
} from './run-jackfield.ts';

let jackfield: RunningJackfield;
let upstream: RawUpstream;
/** A model's server that does nothing wrong. */
let good: RawUpstream;
let saved: { id: string; model: string };
let agent: MadeAgent;
let neighbour: MadeAgent;

beforeAll(async () => {
  upstream = await startRawUpstream();
  good = await startRawUpstream();
  jackfield = await runJackfield({
    JACKFIELD_ALLOW_ENDPOINTS: `${upstream.endpoint},${good.endpoint}`,
  });
  saved = await jackfield.connect({ url: upstream.url });
  agent = await jackfield.agentOn(saved.model);
  neighbour = await jackfield.agentOn((await jackfield.connect({ url: good.url })).model);
});

afterEach(async () => {
  upstream.answer = saying('Hello.');
  await expectUnharmed(jackfield);
});

afterAll(async () => {
  await jackfield[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await good[Symbol.asyncDispose]();
});

const both = [hello, { ...hello, stream: true }];

describe('case 48: a compression bomb', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));

  test.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'gzip, gzip, br', 'x-gzip', 'GZIP'])(
    'from an upstream is unpacked by nobody: %s',
    async (encoding) => {
      upstream.answer = (socket) =>
        socket.write(answerOf(bomb, { headers: [`content-encoding: ${encoding}`] }));
      for (const body of both) {
        const turn = await jackfield.turn(agent.key, body);
        expect([turn.status, turn.body.error.code]).toEqual([502, 'upstream_malformed']);
      }
      for (const status of ['400 No', '500 Broken']) {
        upstream.answer = (socket) =>
          socket.write(answerOf(bomb, { status, headers: [`content-encoding: ${encoding}`] }));
        expect((await jackfield.turn(agent.key)).text.length).toBeLessThan(4_096);
      }
      for (const { head } of upstream.seen) {
        expect(head.toLowerCase()).not.toMatch(/accept-encoding: (?!identity)/);
      }
    },
  );

  test('from an upstream is not unpacked by a check', async () => {
    upstream.answer = (socket) =>
      socket.write(answerOf(bomb, { headers: ['content-encoding: gzip, gzip'] }));
    const report = await jackfield.rest(`POST /connections/${saved.id}/check`);
    expect([report.status, report.body.ready]).toEqual([200, false]);
  });

  test.each(['gzip', 'br', 'gzip, gzip'])(
    'from a caller is refused unread: %s',
    async (encoding) => {
      const before = upstream.seen.length;
      const head = (path: string, key: string): string =>
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\nconnection: close\r\n\r\n`;
      const turn = await rawRequest(
        jackfield.port,
        Buffer.concat([Buffer.from(head('/v1/chat/completions', agent.key)), bomb]),
      );
      expect(turn).toMatch(/^HTTP\/1\.1 415 /);
      const asked = await fetch(`${jackfield.url}/api/v1/agents`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${adminToken}`,
          'content-type': 'application/json',
          'content-encoding': encoding,
        },
        body: bomb,
      });
      expect([400, 413, 415]).toContain(asked.status);
      expect(upstream.seen.length).toBe(before);
    },
  );
});

describe('case 49: an answer without an end', () => {
  /** Writes for as long as anybody reads, and resolves once nobody does any more. */
  function writesFor(socket: Socket, text: string): Promise<unknown> {
    const part = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
    const more = (): void => {
      while (socket.writable && socket.write(part));
    };
    socket.on('drain', more);
    more();
    return new Promise((resolve) => socket.on('close', resolve));
  }

  test.each<[string, string, string, string]>([
    ['one line', 'data: {"choices":[{"delta":{"content":"', 'x', 'upstream_too_large'],
    ['one event of many lines', '', 'data: x\n', 'upstream_too_large'],
    ['what is no event', '', 'x', 'upstream_malformed'],
    ['an event of a name alone', 'event: ', 'x', 'upstream_too_large'],
  ])('is ended at 1 MB of one event: %s', async (_what, begin, rest, code) => {
    const closed = Promise.withResolvers<unknown>();
    upstream.answer = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${begin}`);
      closed.resolve(writesFor(socket, rest));
    };
    const turn = await jackfield.turn(agent.key, { ...hello, stream: true });
    expect([turn.status, turn.body.error.code]).toEqual([502, code]);
    await closed.promise;
  });

  test('that is one document is ended at 16 MB, and an error at 64 kB', async () => {
    for (const head of [
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"a":"',
      'HTTP/1.1 500 Broken\r\ncontent-type: application/json\r\n\r\n{"error":"',
      'HTTP/1.1 401 Who\r\ncontent-type: text/html\r\n\r\n<html>',
    ]) {
      const closed = Promise.withResolvers<unknown>();
      upstream.answer = (socket) => {
        socket.write(head);
        closed.resolve(writesFor(socket, 'x'));
      };
      expect((await jackfield.turn(agent.key)).status).toBe(502);
      await closed.promise;
    }
  });

  test('of headers is ended', async () => {
    const closed = Promise.withResolvers<unknown>();
    upstream.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      closed.resolve(writesFor(socket, 'x-more: x\r\n'));
    };
    expect((await jackfield.turn(agent.key)).status).toBe(502);
    await closed.promise;
  });

  test('of heartbeats is no first token: the deadline counts on', async () => {
    const slow = await jackfield.agentOn(null);
    const saves = await jackfield.rest(`PUT /agents/${slow.id}/model-setting`, {
      model: saved.model,
      deadlines: { firstTokenMs: 300, gapMs: 300, totalMs: 2_000, connectMs: 300 },
    });
    expect(saves.status).toBe(200);
    upstream.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
      const beat = setInterval(() => socket.write(': ping\n\ndata: {"choices":[]}\n\n'), 20);
      socket.on('close', () => clearInterval(beat));
    };
    const turn = await jackfield.turn(slow.key, { ...hello, stream: true });
    expect([turn.status, turn.body.error.type]).toEqual([504, 'server_error']);
  });

  test('is ended by a check, too, which says so', async () => {
    upstream.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
      void writesFor(socket, ': x\n');
    };
    const { code, stdout } = await startProgram([
      'check',
      upstream.url,
      '--model',
      'm',
      '--timeout',
      '8',
    ]).ended;
    expect(code).toBe(1);
    expect(stdout.length).toBeLessThan(100_000);
  });
});

describe('case 51: bytes that are no text', () => {
  const stray = [
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from([0xc3]),
    Buffer.from([0xf0, 0x9f, 0x98]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0xc0, 0xaf]),
  ];

  test('in an answer end one turn at most, and what the caller gets is UTF-8', async () => {
    for (const bytes of stray) {
      const [before = '', after = ''] = completion('§').split('§');
      const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
      upstream.answer = (socket) => socket.write(answerOf(whole));
      expect([200, 502]).toContain((await jackfield.turn(agent.key)).status);
      const [start = '', end = ''] = chunk({ role: 'assistant', content: '§' }).split('§');
      const event = Buffer.concat([
        Buffer.from(`data: ${start}`),
        bytes,
        Buffer.from(`${end}\n\ndata: ${chunk({}, 'stop')}\n\ndata: [DONE]\n\n`),
      ]);
      upstream.answer = (socket) => socket.write(streamOf(event));
      const response = await fetch(`${jackfield.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${agent.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...hello, stream: true }),
      });
      const heard = await response.arrayBuffer();
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(heard)).not.toThrow();
    }
  });

  test('before, between and after events are no answer', async () => {
    for (const bytes of stray) {
      upstream.answer = (socket) => socket.write(streamOf(bytes));
      const turn = await jackfield.turn(agent.key, { ...hello, stream: true });
      expect(turn.status).toBe(502);
    }
  });
});

describe('case 52: a truncated answer', () => {
  test('never looks like a whole one, cut at any byte', async () => {
    const whole = streamOf(
      `data: ${chunk({ role: 'assistant', content: 'Hi' })}\n\ndata: ${chunk({ content: ' there' })}\n\n`,
    );
    const json = answerOf(completion('Hi there'));
    for (let at = 1; at < whole.length; at += 29) {
      upstream.answer = (socket) => socket.end(whole.subarray(0, at));
      const turn = await jackfield.turn(agent.key, { ...hello, stream: true });
      expect(turn.text).toContain('"error"');
      expect(turn.text).not.toContain('[DONE]');
    }
    for (let at = 1; at < json.length; at += 29) {
      upstream.answer = (socket) => socket.end(json.subarray(0, at));
      expect((await jackfield.turn(agent.key)).status).toBe(502);
    }
  });
});

describe('case 54: somebody who sends slowly', () => {
  test('holds nobody up, however many of them there are', async () => {
    const beginnings = [
      'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nx-slow: ',
      `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${agent.key}\r\ncontent-length: 1000000\r\n\r\n{`,
      'POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
      'GET / HTTP/1.1\r\n',
      '\r\n',
    ];
    const sockets = Array.from({ length: 300 }, (_, at) => {
      const socket = connect(jackfield.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(beginnings[at % beginnings.length] ?? '');
      return socket;
    });
    await Promise.all(
      sockets.filter(({ connecting }) => connecting).map((socket) => once(socket, 'connect')),
    );
    expect((await jackfield.turn(agent.key)).status).toBe(200);
    expect((await jackfield.rest('GET /agents')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  test('is hung up on after 15 seconds without a whole head', { timeout: 40_000 }, async () => {
    const head = 'GET /v1/models HTTP/1.1\r\nhost: localhost\r\nx-slow: ';
    // Ends only when the server hangs up.
    expect(await rawRequest(jackfield.port, head)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('case 55: one bad connection', () => {
  test('harms no other: while 60 of its turns hang or break, a neighbour’s are answered', async () => {
    const hanging: Socket[] = [];
    let turns = 0;
    upstream.answer = (socket, request) => {
      turns += 1;
      if (turns % 3 === 0) socket.destroy();
      else if (turns % 3 === 1) hanging.push(socket);
      else {
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ${chunk({ role: 'assistant', content: 'a' })}\n\n`,
        );
        hanging.push(socket);
      }
      expect(request.head).toContain('POST');
    };
    const leaving = new AbortController();
    const bad = Array.from({ length: 60 }, () =>
      fetch(`${jackfield.url}/v1/chat/completions`, {
        method: 'POST',
        signal: leaving.signal,
        headers: { authorization: `Bearer ${agent.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...hello, stream: true }),
      })
        .then((response) => response.text())
        .catch(() => 'left'),
    );
    const neighbours = Array.from({ length: 60 }, (_, at) =>
      jackfield.turn(neighbour.key, both[at % 2]),
    );
    for (const turn of await Promise.all(neighbours)) {
      expect(turn.status).toBe(200);
      expect(turn.text).toContain('Hello.');
    }
    leaving.abort();
    await Promise.all(bad);
    // Each is closed once its caller has left.
    await Promise.all(
      hanging
        .filter(({ destroyed }) => !destroyed)
        .map((socket) => new Promise((resolve) => socket.on('close', resolve).resume())),
    );
  });
});
