import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  credential,
  modelId,
  startGoodServer,
  type StartedGoodServer,
} from '../../test/gallery/good-server.ts';
import { checks } from '../checks/checks.ts';
import { streaming } from '../checks/streaming.ts';
import { streamUsage } from '../checks/stream-usage.ts';
import type { EndpointTarget } from '../endpoint/endpoint-target.ts';
import type { Check } from './check.ts';
import { runChecks, type CheckProgress } from './run-checks.ts';

function targetOf({ url }: StartedGoodServer): EndpointTarget {
  const auth = { method: 'bearer', credential: { reveal: () => credential } } as const;
  return { url, modelId, auth, streaming: true };
}

/** A check that learns something and asks nothing. */
function learning(id: string, learned: NonNullable<Awaited<ReturnType<Check['run']>>['learned']>) {
  return {
    id,
    promise: 'It is known.',
    clause: 'None.',
    required: false,
    phase: 'together',
    needs: [],
    deviations: [],
    limitMs: 1_000,
    run: () => Promise.resolve({ message: '', findings: [], learned }),
  } satisfies Check;
}

describe('a run that is stopped', () => {
  test('gives a partial report, says so, and leaves no socket open', async () => {
    await using server = await startGoodServer();
    const closed: Promise<void>[] = [];
    server.server.on('connection', (socket: Socket) => {
      closed.push(new Promise((resolve) => socket.on('close', () => resolve())));
    });
    const stop = new AbortController();
    const report = await runChecks(targetOf(server), {
      checks,
      signal: stop.signal,
      onProgress({ kind }) {
        if (kind === 'result') stop.abort();
      },
    });
    expect(report.complete).toBe(false);
    expect(report.ready).toBe(false);
    expect(report.headline).toBe('The check was not finished, so nothing is known for certain.');
    expect(report.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['reachable', 'passed'],
      ...report.checks.slice(1).map(({ id }) => [id, 'skipped']),
    ]);
    expect(report.checks).toHaveLength(checks.length);
    expect(closed).not.toEqual([]);
    await Promise.all(closed);
  });

  test('in the middle of a stream closes that stream', async () => {
    const stop = new AbortController();
    const left = Promise.withResolvers<void>();
    await using server = await startGoodServer({
      writes: (events) => events.slice(0, 3),
      end(response) {
        response.on('close', () => left.resolve());
        stop.abort();
      },
    });
    const report = await runChecks(targetOf(server), { checks, signal: stop.signal });
    expect(report.checks.find(({ id }) => id === streaming.id)).toMatchObject({
      outcome: 'skipped',
      findings: [],
    });
    await left.promise;
  });

  test('before it began asks nothing', async () => {
    await using server = await startGoodServer({
      onRequest() {
        throw new Error('Nothing was to be asked.');
      },
    });
    const report = await runChecks(targetOf(server), { checks, signal: AbortSignal.abort() });
    expect(new Set(report.checks.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
  });
});

describe('a report', () => {
  test('gathers the fields that any check saw refused', async () => {
    await using server = await startGoodServer({
      beforeAnswer({ body }, response) {
        if (!('stream_options' in body)) return false;
        const message = 'Unknown field: stream_options.';
        response.writeHead(422, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message, type: 'invalid_request_error' } }));
        return true;
      },
    });
    const before = learning('before', { refusedFields: ['seed', 'user'], tools: true });
    const after = learning('after', { refusedFields: ['user', 'n'] });
    const report = await runChecks(targetOf(server), { checks: [before, streamUsage, after] });
    expect(report.capabilities).toMatchObject({
      refusedFields: expect.arrayContaining(['seed', 'user', 'stream_options', 'n']),
      tools: true,
      usageInStream: null,
    });
    expect(report.capabilities.refusedFields).toHaveLength(4);
    expect(report.checks.find(({ id }) => id === streamUsage.id)?.outcome).toBe('skipped');
  });

  test('learns whether streams tell their usage', async () => {
    await using server = await startGoodServer();
    const report = await runChecks(targetOf(server), { checks: [streamUsage] });
    expect(report.capabilities.usageInStream).toBe(true);
  });

  test('shows how a long answer begins and how it ends, and never the credential', async () => {
    await using server = await startGoodServer({
      chunks: (chunks, { request }) =>
        chunks.map((chunk) => ({ ...chunk, echo: request.headers.authorization })),
      writes: (events) => [...events, `: ${'.'.repeat(4_000)}\n`, ': the very end\n\n'],
    });
    const report = await runChecks(targetOf(server), { checks });
    const shown = report.checks.find(({ id }) => id === streaming.id)?.evidence?.body ?? '';
    expect(shown).toMatch(/^data: \{.*more characters.*: the very end\n\n$/s);
    expect(shown.length).toBeLessThan(4_100);
    expect(JSON.stringify(report)).not.toContain(credential);
  });

  test('tells what is planned, what runs and what came of it, each check once', async () => {
    await using server = await startGoodServer();
    const told: CheckProgress[] = [];
    await runChecks(targetOf(server), { checks, onProgress: (one) => told.push(one) });
    const ids = checks.map(({ id }) => id).toSorted();
    expect(told[0]).toMatchObject({ kind: 'planned', checks: checks.map(({ id }) => ({ id })) });
    const started = told.flatMap((one) => (one.kind === 'started' ? [one.id] : []));
    const results = told.flatMap((one) => (one.kind === 'result' ? [one.result.id] : []));
    expect([started.toSorted(), results.toSorted()]).toEqual([ids, ids]);
  });
});
