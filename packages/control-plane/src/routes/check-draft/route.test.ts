import { once } from 'node:events';
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { canary, publicUrl } from '../../../test/make-connection.ts';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';

const draft = { url: publicUrl, modelId: 'm', auth: { method: 'bearer', credential: canary } };

it('answers 200 with the report, and saves nothing', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /connections/check', {
    body: { ...draft, contextTokens: 8_000 },
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ ready: true, url: publicUrl, answer: 'Hello.' });
  const [checked] = plane.checked;
  expect(checked).toMatchObject({
    depth: 'full',
    modelId: 'm',
    streaming: true,
    contextTokens: 8_000,
  });
  const auth = checked?.auth;
  expect(auth?.method === 'bearer' ? auth.credential.reveal() : null).toBe(canary);
  expect((await plane.call('GET /connections')).body.items).toEqual([]);
});

it('audits who checked what, never with the credential', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => failingReport(target),
  });
  await plane.call('POST /connections/check', { body: draft });
  const { body, text } = await plane.call('GET /audit-events');
  expect(body.items[0]).toMatchObject({
    actor: 'admin token',
    action: 'connection.draft_checked',
    target: { kind: 'endpoint', id: '8.8.8.8:443' },
    details: { host: '8.8.8.8', modelId: 'm', ready: false, whole: true },
  });
  expect(text + plane.logged.join()).not.toContain(canary);
});

it('hands over a guard that judges addresses by what is allowed', async () => {
  let refused: unknown = null;
  await using plane = await startControlPlane({
    allowEndpoints: ['10.0.0.1:80'],
    checkEndpoint: async (target, { guard }) => {
      guard.vetLiteral('10.0.0.1');
      try {
        guard.vetLiteral('169.254.169.254');
      } catch (error) {
        refused = error;
      }
      return passingReport(target);
    },
  });
  const answer = await plane.call('POST /connections/check', {
    body: { ...draft, url: 'http://10.0.0.1/v1' },
  });
  expect(answer.status).toBe(200);
  expect(refused).toMatchObject({ code: 'ADDRESS_REFUSED' });
});

it('answers progress as events, with a comment while nothing is found', async () => {
  const beats: (() => void)[] = [];
  await using plane = await startControlPlane({
    after: (_ms, work) => {
      beats.push(work);
      return () => {};
    },
    checkEndpoint: async (target, { onProgress }) => {
      const report = passingReport(target);
      const [result] = report.checks;
      if (result === undefined) throw new Error('The report holds a check.');
      const { id, promise, required } = result;
      onProgress({ kind: 'planned', checks: [{ id, promise, required }] });
      onProgress({ kind: 'started', id });
      // The newest of all that wait: the one of this check.
      beats.at(-1)?.();
      onProgress({ kind: 'result', result });
      return report;
    },
  });
  const answer = await plane.call('POST /connections/check', {
    body: draft,
    headers: { accept: 'text/event-stream' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const events = answer.text.split('\n\n').map((event) => event.split('\n'));
  expect(events.map(([first]) => first)).toEqual([
    'event: planned',
    'event: started',
    ': still working',
    'event: result',
    'event: report',
    '',
  ]);
  const data = events.map(([, line]) => JSON.parse(line?.slice('data: '.length) ?? 'null'));
  expect(data[0].checks).toMatchObject([{ id: 'answers', required: true }]);
  expect(data[1]).toEqual({ id: 'answers' });
  expect(data[3]).toMatchObject({ id: 'answers', outcome: 'passed' });
  expect(data[4]).toMatchObject({ ready: true, url: publicUrl });
});

it('tells in an event when the run itself breaks off, without what only the log may hold', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async () => {
      throw new Error(`inner ${canary}`);
    },
  });
  const answer = await plane.call('POST /connections/check', {
    body: draft,
    headers: { accept: 'text/event-stream' },
  });
  expect(answer.text).toMatch(/^event: problem\ndata: .*"code":"check_broke_off"/);
  expect(answer.text).not.toContain('inner');
});

it.each(['text/event-stream', 'application/json'])(
  'stops the run when the caller who accepts %s leaves, and forgets what it found',
  async (accept) => {
    const begun = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    let first = true;
    await using plane = await startControlPlane({
      checkEndpoint: async (target, { signal, onProgress }) => {
        if (!first) return failingReport(target);
        first = false;
        onProgress({ kind: 'planned', checks: [] });
        begun.resolve();
        if (!signal.aborted) await once(signal, 'abort');
        stopped.resolve();
        return { ...failingReport(target), complete: false };
      },
    });
    const leaving = leavingCall(plane, accept);
    await begun.promise;
    leaving.destroy();
    await stopped.promise;
    await audited(plane, { whole: false });
    const saved = await plane.call('POST /connections', { body: { ...draft, name: 'Ours' } });
    expect(saved.status).toBe(201);
  },
);

it('answers 429 beyond two checks at once by one person, and takes the next once one has ended', async () => {
  const running: PromiseWithResolvers<void>[] = [];
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => {
      const run = Promise.withResolvers<void>();
      running.push(run);
      await run.promise;
      return passingReport(target);
    },
  });
  const call = () => plane.call('POST /connections/check', { body: draft });
  const two = [call(), call()];
  await expect.poll(() => running.length).toBe(2);
  const third = await call();
  expect([third.status, third.body.code]).toEqual([429, 'too_many_checks']);
  expect(third.headers.get('retry-after')).toBe('5');
  for (const run of running) run.resolve();
  await Promise.all(two);
  const fourth = call();
  await expect.poll(() => running.length).toBe(3);
  running[2]?.resolve();
  expect((await fourth).status).toBe(200);
});

it('answers 422 to what a save would refuse, and checks nothing', async () => {
  await using plane = await startControlPlane({ ownPorts: new Set([4100]) });
  const code = async (change: object, query = '') =>
    (await plane.call(`POST /connections/check${query}`, { body: { ...draft, ...change } })).body
      .code;
  expect(await code({ url: 'http://127.0.0.1:9/v1' })).toBe('endpoint_not_allowed');
  expect(await code({ url: 'http://127.0.0.1:4100/v1' })).toBe('endpoint_own_address');
  expect(await code({ url: 'http://169.254.169.254/' })).toBe('endpoint_metadata_address');
  expect(await code({ url: 'ftp://8.8.8.8/' })).toBe('url_invalid');
  expect(await code({ auth: { method: 'bearer' } })).toBe('validation_failed');
  expect(await code({}, '?limitMs=120001')).toBe('validation_failed');
  expect(plane.checked).toEqual([]);
});

/** A request that is made without waiting for its answer. */
function leavingCall(plane: TestControlPlane, accept: string) {
  const call = request(`${plane.origin}/api/v1/connections/check`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${plane.adminToken}`,
      'content-type': 'application/json',
      accept,
    },
  });
  call.on('error', () => {});
  call.end(JSON.stringify(draft));
  return call;
}

async function audited(plane: TestControlPlane, details: object): Promise<void> {
  await expect
    .poll(async () => (await plane.call('GET /audit-events')).body.items[0]?.details)
    .toMatchObject(details);
}
