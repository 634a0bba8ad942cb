import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { checks } from '../src/checks/checks.ts';
import { runChecks, type CheckProgress } from '../src/index.ts';

const canary = 'sk-Canary/7f3A9c+51eD0b82-Qx';
/** As long a part of it as nothing else in a report holds. */
const pieceMin = 9;

const forms: readonly [name: string, write: (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in a URL', encodeURIComponent],
  ['in lower case', (text) => text.toLowerCase()],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['in base64, behind a letter', (text) => Buffer.from(`a${text}`).toString('base64')],
  ['in base64, behind a name', (text) => Buffer.from(`Bearer ${text}`).toString('base64url')],
  ['in base64, among others', (text) => Buffer.from(`{"key":"${text}"}`).toString('base64')],
  ['in hexadecimal', (text) => Buffer.from(text).toString('hex').toUpperCase()],
];

type Echo = (response: ServerResponse, echo: string, streamed: boolean) => void;

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

function completion(echo: string, streamed: boolean): object {
  const part = { role: echo, content: echo, reasoning: echo, [echo]: echo, refusal: null };
  return {
    id: echo,
    object: echo,
    created: 1,
    model: echo,
    system_fingerprint: echo,
    choices: [{ index: 0, [streamed ? 'delta' : 'message']: part, finish_reason: echo }],
  };
}

/** At each place of an answer that a report may repeat. */
const echoes: readonly [where: string, echo: Echo][] = [
  [
    'in an error',
    (response, echo) =>
      send(response, 400, 'application/json', JSON.stringify({ error: { message: echo } })),
  ],
  [
    'in an error with status 200',
    (response, echo) =>
      send(response, 200, 'application/json', JSON.stringify({ error: `no ${echo}` })),
  ],
  ['in a page', (response, echo) => send(response, 500, 'text/html', `<html>${echo}</html>`)],
  [
    'in headers',
    (response, echo) => {
      response.setHeader('x-echo', echo);
      response.setHeader('set-cookie', `key=${echo}`);
      send(response, 200, `text/plain; key=${echo}`, '{"choices":[{"message":{"content":"Hi"}}]}');
    },
  ],
  [
    'in a redirect',
    (response, echo) => {
      response.writeHead(307, { location: `https://example.com/?key=${echo}` }).end();
    },
  ],
  [
    'in answers',
    (response, echo, streamed) => {
      const json = JSON.stringify(completion(echo, streamed));
      if (!streamed) send(response, 200, 'application/json', json);
      else {
        const events = `: ${echo}\n\nid: ${echo}\nevent: ${echo}\ndata: ${json}\n\ndata: [DONE]\n\n`;
        send(response, 200, `text/event-stream; key=${echo}`, events);
      }
    },
  ],
  [
    'in an error inside a stream',
    (response, echo, streamed) => {
      const json = JSON.stringify(completion('Hi', false));
      if (!streamed) send(response, 200, 'application/json', json);
      else send(response, 200, 'text/event-stream', `data: {"error":{"message":"${echo}"}}\n\n`);
    },
  ],
  [
    'in a stray line of a stream',
    (response, echo, streamed) => {
      const json = JSON.stringify(completion('Hi', false));
      if (!streamed) send(response, 200, 'application/json', json);
      else send(response, 200, 'text/event-stream', `error: ${echo}\n\ndata: ${echo}\n\n`);
    },
  ],
];

async function start(
  handle: (response: ServerResponse, given: string, streamed: boolean) => void,
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const given = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      handle(response, given, Buffer.concat(parts).includes('"stream":true'));
    });
  });
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

/** The report and all that was told on the way. */
async function everythingTold(url: string): Promise<string> {
  const told: CheckProgress[] = [];
  const report = await runChecks(
    {
      url,
      modelId: 'mine',
      auth: { method: 'bearer', credential: { reveal: () => canary } },
      streaming: true,
    },
    { checks, exchangeLimitMs: 2_000, onProgress: (progress) => told.push(progress) },
  );
  return JSON.stringify([report, told]);
}

/** Pieces of the credential, in any of the forms, that are long enough to be worth something. */
function piecesIn(told: string): string[] {
  const found = told.toLowerCase();
  return forms.flatMap(([, write]) => {
    // What stands around it in base64 is the endpoint's, and what only half depends on it is no secret.
    const form = write(canary).toLowerCase();
    const from = form.includes(canary.toLowerCase()) ? 0 : 3;
    const pieces = Array.from({ length: Math.max(0, form.length - pieceMin - from) }, (_, at) =>
      form.slice(from + at, from + at + pieceMin),
    );
    return pieces.filter((piece) => isOfCanary(piece) && found.includes(piece));
  });
}

const envelope = ['Bearer ', '{"key":"'].map((text) => Buffer.from(text).toString('base64'));
function isOfCanary(piece: string): boolean {
  return !envelope.some((text) => text.toLowerCase().includes(piece.slice(0, 6)));
}

const places = echoes.flatMap(([where, echo]) =>
  forms.map(([form, write]) => [where, form, echo, write] as const),
);

test.each(places)(
  'a credential that is echoed %s, %s, is not told',
  async (_w, _f, echo, write) => {
    await using server = await start((response, given, streamed) =>
      echo(response, write(given), streamed),
    );
    const told = await everythingTold(server.url);
    expect(piecesIn(told)).toEqual([]);
    // Or the test could not fail: something was echoed, and masked.
    expect(told).toContain('[secret]');
  },
);

/** Where a report cuts what is long: before, behind and in the middle of the credential. */
const lengths = [100, 300, 500, 2_400, 4_000].flatMap((end) => [end - 40, end - 26, end - 12]);

const cutPlaces = new Set([
  'in an error',
  'in answers',
  'in an error inside a stream',
  'in headers',
]);

test('no half of a credential is told where something long is cut', async () => {
  const told: string[] = [];
  for (const length of lengths) {
    const before = 'x'.repeat(length);
    for (const [, echo] of echoes.filter(([where]) => cutPlaces.has(where))) {
      await using server = await start((response, given, streamed) =>
        echo(response, before + given + 'y'.repeat(4_000), streamed),
      );
      told.push(...piecesIn(await everythingTold(server.url)));
    }
  }
  expect(told).toEqual([]);
}, 60_000);

test('no half of a credential is told where the endpoint breaks off in the middle of it', async () => {
  await using server = await start((response, given, streamed) => {
    response.writeHead(200, {
      'content-type': streamed ? 'text/event-stream' : 'application/json',
      'content-length': 9_999,
    });
    const text = streamed
      ? `data: {"error": "${given.slice(0, 20)}`
      : `{"id": "${given.slice(0, 20)}`;
    response.write(text, () => response.destroy());
  });
  const told = await everythingTold(server.url);
  expect(piecesIn(told)).toEqual([]);
  expect(told).toContain('[secret]');
});
