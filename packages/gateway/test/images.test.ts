import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setImmediate as nextTick } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pixelPng } from '../src/providers/provider-contract-requests.ts';
import { sayHello, sendJson, startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { postTurn } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway, upstreamCredential } from './start-gateway.ts';
import { startImageServer, type ImageServer } from './start-image-server.ts';
import { until } from './until.ts';

const png = Buffer.from(pixelPng, 'base64');
const byType: Record<string, Buffer> = {
  png,
  jpeg: Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01', 'latin1'),
  gif: Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00', 'latin1'),
  webp: Buffer.from('RIFF\x1a\x00\x00\x00WEBPVP8L', 'latin1'),
};
const bytesMax = 3_932_160;

let vendor: FakeUpstream;
let openai: FakeUpstream;
let images: ImageServer;

beforeAll(async () => {
  vendor = await startFakeUpstream();
  openai = await startFakeUpstream();
  images = await startImageServer(() => undefined);
});

afterAll(async () => {
  await vendor[Symbol.asyncDispose]();
  await openai[Symbol.asyncDispose]();
  await images[Symbol.asyncDispose]();
});

beforeEach(() => {
  vendor.seen.length = 0;
  openai.seen.length = 0;
  images.seen.length = 0;
  vendor.answer = (response) =>
    sendJson(response, {
      output: { message: { role: 'assistant', content: [{ text: 'A pixel.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
    });
  openai.answer = sayHello;
  images.answer = (response) => void response.end(png);
});

/** A model whose provider takes images as bytes alone. */
function bytesOnly(id = 'bedrock/model', url = vendor.url) {
  return modelAt(url, { id, provider: 'bedrock', upstreamModel: id });
}

const start = (
  choices = [choice(bytesOnly())],
  more: Partial<Parameters<typeof startGateway>[2]> = {},
  clock?: HandClock,
) =>
  startGateway(configOf(choices, { instructions: 'Be brief.' }), clock, {
    allowedImageEndpoints: new Set([images.endpoint]),
    ...more,
  });

const imagePart = (url: unknown) => ({ type: 'image_url', image_url: { url } });
const asking = (...urls: unknown[]) => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'user', content: [{ type: 'text', text: 'What is this?' }, ...urls.map(imagePart)] },
  ],
});

/** The images of the request that the vendor got. */
function imagesSent(index = 0): unknown[] {
  // Holds: it is what this provider's requests look like.
  const body = vendor.seen[index]?.body as
    | { messages: { content: { image?: { format: string; source: { bytes: string } } }[] }[] }
    | undefined;
  return (body?.messages ?? []).flatMap(({ content }) =>
    content.flatMap(({ image }) => (image ? [`${image.format};${image.source.bytes}`] : [])),
  );
}

/** Every address at which this machine can be called, as a URL names it; loopback at least. */
function hostsOfThisMachine(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ scopeid: scope }) => scope === undefined || scope === 0)
    .flatMap(({ address, family }) =>
      family === 'IPv6' ? [`[${address}]`] : [address, `[::ffff:${address}]`],
    )
    .map((host) => new URL(`http://${host}`).hostname);
}

/** What is refused: the answer's error, which never repeats a URL's query. */
async function refusalOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.status).toBe(400);
  expect(response.headers.get('x-should-retry')).toBe('false');
  const text = await response.text();
  expect(text).not.toContain('token-canary');
  const { error } = JSON.parse(text) as { error: Record<string, unknown> };
  expect(error).toMatchObject({ type: 'invalid_request_error', code: 'image_not_readable' });
  expect(vendor.seen).toHaveLength(0);
  return error;
}

describe('an image by URL, for a provider that takes bytes alone', () => {
  test('is fetched, and no credential is sent for it', async () => {
    await using gateway = await start();
    const response = await postTurn(gateway, asking(`${images.url}/a.jpg?token-canary=1`));
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'A pixel.' } }],
    });
    expect(imagesSent()).toEqual([`png;${pixelPng}`]);
    const [seen] = images.seen;
    expect(seen).toMatchObject({ method: 'GET', url: '/a.jpg?token-canary=1' });
    expect(Object.keys(seen?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(JSON.stringify(seen?.headers)).not.toContain(upstreamCredential);
  });

  test.each(Object.entries(byType))(
    'is what its bytes say, not its server: %s',
    async (type, bytes) => {
      images.answer = (response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        // The first write is shorter than what tells the type.
        response.write(bytes.subarray(0, 5));
        response.end(bytes.subarray(5));
      };
      await using gateway = await start();
      expect((await postTurn(gateway, asking(`${images.url}/image`))).status).toBe(200);
      expect(imagesSent()).toEqual([`${type};${bytes.toString('base64')}`]);
    },
  );

  test('as large as may be is fetched', async () => {
    const large = Buffer.concat([png], bytesMax);
    images.answer = (response) => void response.end(large);
    await using gateway = await start();
    expect((await postTurn(gateway, asking(`${images.url}/large`))).status).toBe(200);
    expect(imagesSent()).toEqual([`png;${large.toString('base64')}`]);
  });

  test('among others: each distinct one once, four at a time, every one in its place', async () => {
    images.answer = (response, { url }) => {
      const answer = (): void => void response.end(byType[url?.slice(1, -1) ?? '']);
      // The first four are answered once all of them have come.
      void until(() => images.seen.length >= 4).then(answer);
    };
    await using gateway = await start();
    const names = Object.keys(byType).flatMap((type) => [`${type}1`, `${type}2`, `${type}1`]);
    const data = `data:image/png;base64,${pixelPng}`;
    const urls = [...names.map((name) => `${images.url}/${name}`), data];
    expect((await postTurn(gateway, asking(...urls))).status).toBe(200);
    const expected = names.map((name) => name.slice(0, -1));
    expect(imagesSent()).toEqual([
      ...expected.map((type) => `${type};${byType[type]?.toString('base64')}`),
      `png;${pixelPng}`,
    ]);
    expect(images.seen).toHaveLength(8);
    expect(images.mostAtOnce()).toBe(4);
  });

  test('is fetched once although the first model failed', async () => {
    vendor.answer = (response) => {
      if (vendor.seen.length === 1) void response.writeHead(503).end();
      else
        sendJson(response, {
          output: { message: { content: [{ text: 'Yes.' }] } },
          stopReason: 'end_turn',
        });
    };
    const choices = [choice(bytesOnly('bedrock/first')), choice(bytesOnly('bedrock/second'))];
    await using gateway = await start(choices);
    const response = await postTurn(gateway, asking(`${images.url}/a`));
    expect(response.headers.get('x-jackfield-model')).toBe('bedrock/second');
    expect([imagesSent(0), imagesSent(1)]).toEqual([[`png;${pixelPng}`], [`png;${pixelPng}`]]);
    expect(images.seen).toHaveLength(1);
  });

  test('is fetched only once the turn comes to such a provider; another gets its URL', async () => {
    const seenBefore: number[] = [];
    openai.answer = (response) => {
      seenBefore.push(images.seen.length);
      response.writeHead(503).end();
    };
    await using gateway = await start([choice(modelAt(openai.url)), choice(bytesOnly())]);
    const url = `${images.url}/a`;
    expect((await postTurn(gateway, asking(url))).status).toBe(200);
    expect(seenBefore).toEqual([0]);
    expect(openai.seen[0]?.body).toMatchObject({
      messages: [{}, {}, { content: [{}, imagePart(url)] }],
    });
    expect(imagesSent()).toEqual([`png;${pixelPng}`]);
  });
});

describe('an image that can’t be read is a 400 that names its place and the way out', () => {
  const place = { param: 'messages[1].content[1].image_url' };

  test.each<[string, (response: Parameters<ImageServer['answer']>[0]) => void, RegExp]>([
    [
      'a redirect',
      (response) => void response.writeHead(302, { location: `${images.url}/other` }).end(),
      /redirect \(302\)/,
    ],
    ['an error', (response) => void response.writeHead(404).end(png), /answered 404/],
    ['a page', (response) => void response.end('<!doctype html><title>Sign in</title>'), /PNG/],
    ['nothing', (response) => void response.end(), /PNG/],
    ['SVG', (response) => void response.end('<svg xmlns="http://www.w3.org/2000/svg"/>'), /PNG/],
    [
      'compressed',
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(png),
      /compressed/,
    ],
    [
      'too large by its length',
      (response) => void response.writeHead(200, { 'content-length': bytesMax + 1 }).write(png),
      /3\.75 MB/,
    ],
    [
      'too large without a length',
      (response) => {
        response.write(png);
        response.write(Buffer.alloc(bytesMax));
      },
      /3\.75 MB/,
    ],
    [
      'broken off',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write(png, () => response.destroy());
      },
      /could not be fetched/,
    ],
  ])('%s', async (_what, answer, reason) => {
    images.answer = answer;
    await using gateway = await start();
    const response = await postTurn(gateway, asking(`${images.url}/a?token-canary=1`));
    const error = await refusalOf(response);
    expect(error).toMatchObject(place);
    expect(error['message']).toMatch(reason);
    expect(images.seen).toHaveLength(1);
  });

  test.each([
    ['another scheme', 'ftp://images.example/a?token-canary', /http\(s\)/],
    ['a file', 'file:///etc/passwd', /http\(s\)/],
    ['no URL', 'token-canary', /http\(s\)/],
    ['a password', 'http://me:token-canary@images.example/a', /password/],
  ])('%s', async (_what, url, reason) => {
    await using gateway = await start();
    const error = await refusalOf(await postTurn(gateway, asking(url)));
    expect(error).toMatchObject(place);
    expect(error['message']).toMatch(reason);
  });

  test('one more than twenty, of which none is fetched', async () => {
    await using gateway = await start();
    const urls = Array.from({ length: 21 }, (_, index) => `${images.url}/${index}`);
    const error = await refusalOf(await postTurn(gateway, asking(...urls)));
    expect(error).toMatchObject({ param: 'messages[1].content[21].image_url' });
    expect(images.seen).toHaveLength(0);
  });

  test('one of several: the others are given up', async () => {
    const closed = Promise.withResolvers<void>();
    images.answer = (response, { url }) => {
      if (url === '/slow') response.on('close', () => closed.resolve());
      else void until(() => images.seen.length === 2).then(() => response.writeHead(404).end());
    };
    await using gateway = await start(undefined, {}, new HandClock());
    const urls = [`${images.url}/slow`, `${images.url}/missing`];
    const error = await refusalOf(await postTurn(gateway, asking(...urls)));
    expect(error).toMatchObject({ param: 'messages[1].content[2].image_url' });
    await closed.promise;
  });

  test.each([
    ['five seconds', {}, 5_000],
    ['the first-token deadline where that is shorter', { firstTokenMs: 2_000 }, 2_000],
  ])('one that takes longer than %s', async (_what, deadlines, ms) => {
    const clock = new HandClock();
    const closed = Promise.withResolvers<void>();
    images.answer = (response) => {
      response.write(png.subarray(0, 20));
      response.on('close', () => closed.resolve());
    };
    await using gateway = await start([choice(bytesOnly(), { deadlines })], {}, clock);
    const call = postTurn(gateway, asking(`${images.url}/a?token-canary`));
    await until(() => images.seen.length === 1);
    clock.advance(ms - 1);
    await nextTick();
    expect(gateway.records).toHaveLength(0);
    clock.advance(1);
    const error = await refusalOf(await call);
    expect(error['message']).toContain(`within ${ms} ms`);
    await closed.promise;
  });

  test('and no fallback is asked, for the request is at fault', async () => {
    images.answer = (response) => void response.writeHead(404).end();
    await using gateway = await start([choice(bytesOnly()), choice(modelAt(openai.url))]);
    await refusalOf(await postTurn(gateway, asking(`${images.url}/a`)));
    expect(openai.seen).toHaveLength(0);
    expect(gateway.records).toMatchObject([
      {
        outcome: 'failed',
        errorCode: 'image_not_readable',
        attempts: [{ model: 'bedrock/model' }],
      },
    ]);
  });
});

test('the time that images took counts towards the first token, not towards connecting', async () => {
  const clock = new HandClock();
  const arrive = Promise.withResolvers<void>();
  images.answer = (response) => void arrive.promise.then(() => response.end(png));
  vendor.answer = () => undefined;
  await using gateway = await start([choice(bytesOnly())], {}, clock);
  const call = postTurn(gateway, { ...asking(`${images.url}/a`), stream: true });
  await until(() => images.seen.length === 1);
  clock.advance(4_000);
  arrive.resolve();
  await until(() => vendor.seen.length === 1);
  clock.advance(5_999);
  await nextTick();
  expect(gateway.records).toHaveLength(0);
  clock.advance(1);
  const response = await call;
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_first_token_timeout' } });
});

test('a caller who leaves closes what is being fetched, and no attempt is begun', async () => {
  const closed: Promise<void>[] = [];
  images.answer = (response) => {
    closed.push(new Promise((resolve) => response.on('close', resolve)));
    response.write(png.subarray(0, 20));
  };
  // With a clock that stands still no deadline closes it instead.
  await using gateway = await start(undefined, {}, new HandClock());
  const record = gateway.nextRecord();
  const leaving = new AbortController();
  const urls = [1, 2, 3, 4, 5].map((index) => `${images.url}/${index}`);
  const call = postTurn(gateway, asking(...urls), { signal: leaving.signal });
  await until(() => images.seen.length === 4);
  leaving.abort();
  await call.catch(() => undefined);
  await Promise.all(closed);
  expect(await record).toMatchObject({ outcome: 'left', errorCode: null });
  expect(images.seen).toHaveLength(4);
  expect(vendor.seen).toHaveLength(0);
});

describe('an address that is not public', () => {
  /** Listens on every local address and remembers whether anybody so much as connected. */
  let sentinel: { port: number; connections: () => number; close: () => Promise<unknown> };

  beforeAll(async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '::', resolve));
    // Holds: the server listens on TCP.
    const { port } = server.address() as AddressInfo;
    sentinel = {
      port,
      connections: () => connections,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  });
  afterAll(() => sentinel.close());

  test.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '１２７。0。0。1',
  ])('gets no byte: %s', async (host) => {
    await using gateway = await start();
    const url = `http://${host}:${sentinel.port}/a?token-canary=1`;
    const error = await refusalOf(await postTurn(gateway, asking(url)));
    expect(error['message']).toMatch(/no public address.*JACKFIELD_ALLOW_IMAGE_ENDPOINTS/);
    expect(sentinel.connections()).toBe(0);
  });

  test('gets no byte although connections may reach it', async () => {
    const allowed = [`127.0.0.1:${sentinel.port}`, '127.0.0.1:80'];
    await using gateway = await startGateway(configOf([choice(bytesOnly())], { allowed }));
    await refusalOf(await postTurn(gateway, asking(`http://127.0.0.1:${sentinel.port}/a`)));
    expect(sentinel.connections()).toBe(0);
  });

  test('gets no byte where the vendor itself is served, by the operator’s word', async () => {
    await using gateway = await startGateway(configOf([choice(bytesOnly())]));
    const before = vendor.connections();
    await refusalOf(await postTurn(gateway, asking(vendor.url)));
    expect(vendor.connections()).toBe(before);
  });

  test.each(hostsOfThisMachine())(
    'gets no byte where it is a port of our own, allowed or not: %s',
    async (host) => {
      const endpoint = `${host}:${sentinel.port}`;
      await using gateway = await start(undefined, {
        allowedImageEndpoints: new Set([endpoint]),
        ownPorts: new Set([sentinel.port]),
      });
      await refusalOf(await postTurn(gateway, asking(`http://${endpoint}/a`)));
      expect(sentinel.connections()).toBe(0);
    },
  );

  test('is refused where it is a metadata service, allowed or not', async () => {
    await using gateway = await start(undefined, {
      allowedImageEndpoints: new Set(['169.254.169.254:80']),
    });
    const url = 'http://169.254.169.254/latest/meta-data/';
    const error = await refusalOf(await postTurn(gateway, asking(url)));
    expect(error['message']).toContain('no public address');
  });
});

describe('the memory for images of all turns', () => {
  const imageBytesMax = png.length * 2;

  test('refuses what exceeds it, and does not hold that against the model', async () => {
    await using gateway = await start([choice(bytesOnly())], { imageBytesMax });
    const urls = ['a', 'b', 'c'].map((name) => `${images.url}/${name}.png`);
    for (let turn = 0; turn < 6; turn += 1) {
      const response = await postTurn(gateway, asking(...urls));
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toMatchObject({
        error: { code: 'overloaded', type: 'server_error' },
      });
    }
    expect(vendor.seen).toHaveLength(0);
    expect(gateway.gateway.modelHealth()).toMatchObject([{ circuit: 'closed', inFlight: 0 }]);
  });

  test('is shared by turns at the same time, and given back when they are over', async () => {
    await using gateway = await start([choice(bytesOnly())], { imageBytesMax });
    const answer = vendor.answer;
    const goOn = Promise.withResolvers<void>();
    vendor.answer = async (response, request) => {
      await goOn.promise;
      await answer(response, request);
    };
    const held = postTurn(gateway, asking(`${images.url}/a.png`, `${images.url}/b.png`));
    await until(() => vendor.seen.length === 1);
    expect((await postTurn(gateway, asking(`${images.url}/c.png`))).status).toBe(503);
    goOn.resolve();
    expect((await held).status).toBe(200);
    vendor.answer = answer;
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await postTurn(gateway, asking(`${images.url}/d.png`))).status).toBe(200);
    }
  });

  test('leaves the turn to a fallback that fetches images itself', async () => {
    await using gateway = await start(
      [
        choice(bytesOnly()),
        choice(modelAt(openai.url, { id: 'openai/model', provider: 'openai' })),
      ],
      { imageBytesMax: 0 },
    );
    const response = await postTurn(gateway, asking(`${images.url}/a.png`));
    expect(response.status).toBe(200);
    expect(response.headers.get('x-jackfield-model')).toBe('openai/model');
  });
});
