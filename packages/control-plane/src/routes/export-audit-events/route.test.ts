import { request } from 'node:http';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { auditEventHash } from '../../audit/append-audit-event.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { auditEventTable } from '../../store/audit-event-table.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';

const day = 86_400_000;

it('answers 200 with one event a line, oldest first, each with what its hash is made of', async () => {
  await using plane = await startControlPlane();
  for (let count = 0; count < 3; count += 1) await makeAgent(plane);
  const answer = await plane.call('GET /audit-events/export');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/x-ndjson',
  ]);
  const lines = answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { items } = (await plane.call('GET /audit-events')).body;
  expect(lines).toEqual(items.toReversed().map((item: object) => expect.objectContaining(item)));
  let previousHash = '0'.repeat(64);
  for (const { seq, id, at, actor, action, target, details, projectId, ...hashes } of lines) {
    expect(hashes.previousHash).toBe(previousHash);
    previousHash = hashes.hash;
    const row = {
      seq,
      id,
      at: Date.parse(at),
      actor,
      action,
      targetKind: target.kind,
      targetId: target.id,
      targetName: target.name,
      projectId,
      previousHash: hashes.previousHash,
      details: canonicalJson(details),
    };
    expect(auditEventHash(row)).toBe(hashes.hash);
  }
});

it('gives only events since a date or a time', async () => {
  let now = Date.UTC(2026, 10, 20, 12);
  await using plane = await startControlPlane({ clock: () => now });
  for (let count = 0; count < 4; count += 1, now += day) await makeAgent(plane);
  const seqs = async (since: string) => {
    const { text } = await plane.call(`GET /audit-events/export?since=${since}`);
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).seq]));
  };
  expect(await seqs('2026-11-22')).toEqual([3, 4]);
  expect(await seqs('2026-11-22T12:00:00Z')).toEqual([3, 4]);
  expect(await seqs(encodeURIComponent('2026-11-22T14:00:01+02:00'))).toEqual([4]);
  expect(await seqs('2027-01-01')).toEqual([]);
});

it.each(['yesterday', '2026-13-40', '20'])(
  'answers 422 to a time that is none: %s',
  async (since) => {
    await using plane = await startControlPlane();
    const answer = await plane.call(`GET /audit-events/export?since=${since}`);
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'since']);
  },
);

it('reads no more events than somebody takes, and none once that one has left', async () => {
  await using plane = await startControlPlane();
  await makeAgent(plane);
  await fillWithEvents(plane, 20_000);
  const pages = vi.spyOn(auditEventTable, 'after');
  const asked = request(`${plane.origin}/api/v1/audit-events/export`, {
    headers: { authorization: 'Bearer test-admin-token-of-more-than-32-characters' },
  });
  asked.end();
  const [response] = await once(asked, 'response');
  // Nobody reads: once the sockets are full, no page is asked for any more.
  let before = -1;
  while (pages.mock.calls.length > before) {
    before = pages.mock.calls.length;
    for (let turns = 0; turns < 50; turns += 1) await plane.call('GET /session');
  }
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(90);
  response.destroy();
  await expect.poll(async () => (await plane.call('GET /status')).status).toBe(200);
  expect(pages.mock.calls.length).toBeLessThan(90);
  pages.mockRestore();
  const whole = await plane.call('GET /audit-events/export');
  expect(whole.text.trimEnd().split('\n')).toHaveLength(20_001);
});

/** Rows as wide as events get; what they say is not looked at. */
async function fillWithEvents(plane: TestControlPlane, count: number): Promise<void> {
  await plane.sql(`insert into audit_events
    with recursive numbers (n) as (select 2 union all select n + 1 from numbers where n <= ${count})
    select n, 'evt_' || n, 0, 'a', 'b', 'c', 'd', null, '{"text":"${'x'.repeat(2_000)}"}', '', '', null from numbers`);
}
