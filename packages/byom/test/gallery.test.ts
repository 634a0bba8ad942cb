import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckReport } from '../src/check/report.ts';
import { checks } from '../src/checks/checks.ts';
import type { EndpointTarget } from '../src/endpoint/endpoint-target.ts';
import { demoReply, runChecks, type RunOptions } from '../src/index.ts';
import type { BrokenServer } from './gallery/broken-server.ts';
import { brokenServers } from './gallery/broken-servers.ts';
import { authority, certificates } from './gallery/certificates.ts';
import { withChoices, withDeltas, withMessages, without } from './gallery/fields.ts';
import { goodRequests } from './gallery/good-requests.ts';
import {
  credential,
  modelId,
  startGoodServer,
  type Asked,
  type Differences,
} from './gallery/good-server.ts';
import { startModelServer } from './start-model-server.ts';

const usualAuthorities = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...usualAuthorities, authority]));
afterAll(() => setDefaultCACertificates(usualAuthorities));

const bearer: EndpointTarget['auth'] = {
  method: 'bearer',
  credential: { reveal: () => credential },
};

function check(
  target: Partial<EndpointTarget> & { url: string },
  options: Partial<RunOptions> = {},
) {
  const whole: EndpointTarget = { modelId, auth: bearer, streaming: true, ...target };
  return runChecks(whole, { checks, ...options });
}

/** Every finding's id, each once, and of checks that broke what they say. */
function findingsOf({ checks: results }: CheckReport): string[] {
  const ids = results.flatMap(({ findings, message }) => [
    ...findings.map(({ id }) => id),
    ...(message.startsWith('The check itself broke') ? [message] : []),
  ]);
  return [...new Set(ids)].toSorted();
}

/** Long enough that a stream which comes at once would be told to be held back. */
const longThoughtMs = 450;

function counts({ body }: Asked): boolean {
  return JSON.stringify(body['messages']).includes('Count from one');
}

function thinkingFirst(): Differences {
  return {
    async *writes(events, asked) {
      if (counts(asked)) await wait(longThoughtMs);
      for (const event of events) {
        yield event;
        if (counts(asked)) await wait(1);
      }
    },
  };
}

function heldUpOnce(): Differences {
  let isHeldUp = true;
  return {
    async *writes(events, asked) {
      if (isHeldUp && counts(asked)) {
        isHeldUp = false;
        await wait(longThoughtMs);
        yield events.join('');
      } else yield* events;
    },
  };
}

describe('a correct endpoint has no finding and is ready', () => {
  const good: (readonly [string, Differences, Partial<EndpointTarget>])[] = [
    ['with a bearer token', {}, {}],
    [
      'with an x-api-key',
      { auth: 'x-api-key' },
      { auth: { method: 'x-api-key', credential: { reveal: () => credential } } },
    ],
    ['without a credential', { auth: 'none' }, { auth: { method: 'none' } }],
    ['over TLS', { tls: certificates.trusted }, {}],
    [
      'that has no streaming and says so',
      {
        beforeAnswer({ streamed }, response) {
          if (!streamed) return false;
          const error = { message: 'Streaming is not supported.', type: 'invalid_request_error' };
          response.writeHead(400, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ error: { ...error, param: 'stream', code: null } }));
          return true;
        },
      },
      { streaming: false },
    ],
    [
      'that uses what OpenAI’s format leaves open',
      {
        completion: (json) => ({
          ...withChoices(
            withMessages(json, (message) => ({ ...without(message, 'refusal'), annotations: [] })),
            (choice) => without(choice, 'logprobs'),
          ),
          system_fingerprint: null,
          service_tier: 'default',
          x_vendor: { cached: true },
        }),
        chunks: (chunks) =>
          chunks.map((chunk) => ({
            ...withDeltas(chunk, (delta) => ({ role: 'assistant', ...without(delta, 'refusal') })),
            obfuscation: 'p8Xk',
          })),
        head: ({ status }) => ({
          status,
          headers: { 'content-type': 'Text/Event-Stream', connection: 'close' },
        }),
        // Two events in one write, and no blank line after the last: both are as good as any.
        writes: ([first = '', second = '', ...events]) => [
          first + second,
          ...events.slice(0, -1),
          'data: [DONE]',
        ],
      },
      {},
    ],
    ...['none', 'identity', 'utf-8', ''].map((coding): (typeof good)[number] => {
      const named = { 'content-encoding': coding };
      return [
        `that names a content coding which is none: “${coding}”`,
        {
          whole: (whole) => ({ ...whole, headers: { ...whole.headers, ...named } }),
          head: ({ status, headers }) => ({ status, headers: { ...headers, ...named } }),
        },
        {},
      ];
    }),
    [
      'that hints early at what a page would need (103), which every client passes over',
      {
        onRequest(_request, response) {
          response.writeEarlyHints({ link: '</style.css>; rel=preload' });
          return false;
        },
      },
      {},
    ],
    ['that thinks before it writes, and writes a word at a time', thinkingFirst(), {}],
    ['whose stream was held up once', heldUpOnce(), {}],
    ...goodRequests,
  ];
  test.each(good)('%s', async (_name, differences, target) => {
    await using server = await startGoodServer(differences);
    const report = await check({ url: server.url, ...target });
    expect(findingsOf(report)).toEqual([]);
    expect(report.ready).toBe(true);
    expect(report.complete).toBe(true);
  });

  test('served by the kit', async () => {
    await using server = await startModelServer(
      demoReply(() => Promise.resolve()),
      { auth: { method: 'either', credential }, models: [modelId] },
    );
    const report = await check({ url: server.url });
    expect(findingsOf(report)).toEqual([]);
    expect(report.ready).toBe(true);
  });
});

/** What a voice agent turns into dead air: no error reaches anybody. */
const silentRows = new Set([1, 2, 3, 6, 7, 9, 20, 33, 34, 41]);

/** What a check found although it doesn't say that it may. */
function undeclared(report: CheckReport): string[] {
  return report.checks.flatMap(({ id, findings }) => {
    const declared = checks.find((check) => check.id === id)?.deviations.map((one) => one.id) ?? [];
    return findings.filter((one) => !declared.includes(one.id)).map((one) => `${id}: ${one.id}`);
  });
}

function nameOf({ id, row, how }: BrokenServer): string {
  return [id, how, row === null ? '' : `(row ${row})`].filter(Boolean).join(' ');
}

describe('a server with one deviation gets its finding and no other', () => {
  test.each(brokenServers.map((broken) => [nameOf(broken), broken] as const))(
    '%s',
    async (_name, broken) => {
      await using server = await (typeof broken.server === 'function'
        ? broken.server()
        : startGoodServer(broken.server));
      const target =
        typeof broken.target === 'function' ? broken.target(server.url) : broken.target;
      const report = await check({ url: server.url, ...target }, broken.options);
      expect(findingsOf(report)).toEqual([broken.id]);
      expect(JSON.stringify(report)).not.toContain(credential);
      expect(undeclared(report), 'found, and not declared by its check').toEqual([]);
      if (broken.row === null || !silentRows.has(broken.row)) return;
      const results = report.checks.filter(({ findings }) => findings.length > 0);
      expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'failed'));
    },
  );
});

describe('the gallery is whole', () => {
  test('every deviation that a check names has a server', () => {
    const named = checks.flatMap(({ deviations }) => deviations.map(({ id }) => id));
    expect(named).toContain('stream-ignored');
    const shown = new Set<string | undefined>(brokenServers.map(({ id }) => id));
    expect(named.filter((id) => !shown.has(id))).toEqual([]);
  });

  test('every deviation of streams that was seen in the wild has a server', () => {
    const rows = new Set(brokenServers.map(({ row }) => row));
    const ofStreams = [...Array.from({ length: 32 }, (_, index) => index + 1), 42, 44, 46, 47];
    expect(ofStreams.filter((row) => !rows.has(row))).toEqual([]);
  });
});
