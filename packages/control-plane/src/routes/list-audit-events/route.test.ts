import { expect, it } from 'vitest';
import { auditEventHash } from '../../audit/append-audit-event.ts';
import type { AuditEventRow } from '../../store/tables.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the events, newest first, page by page', async () => {
  await using plane = await startControlPlane();
  for (let count = 0; count < 5; count += 1) await makeAgent(plane);
  const all = await plane.call('GET /audit-events');
  expect(all.status).toBe(200);
  expect(all.body.items).toHaveLength(5);
  expect(all.body.items[0]).toMatchObject({
    actor: 'admin token',
    action: 'agent.created',
    details: { slug: 'reception-5' },
  });
  const first = await plane.call('GET /audit-events?limit=3');
  const second = await plane.call(`GET /audit-events?limit=3&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...second.body.items]).toEqual(all.body.items);
  expect(second.body.nextCursor).toBeNull();
});

it('answers 422 to a cursor that is none', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /audit-events?cursor=x')).status).toBe(422);
});

it('chains the events, and the database refuses to change one', async () => {
  await using plane = await startControlPlane();
  for (let count = 0; count < 3; count += 1) await makeAgent(plane);
  // The columns as the table's type says; written by `appendAuditEvent` alone.
  const rows = (await plane.sql(
    `select seq, id, at, actor, action, target_kind as "targetKind", target_id as "targetId",
       target_name as "targetName", details, project_id as "projectId",
       previous_hash as "previousHash", hash
     from audit_events order by seq`,
  )) as unknown as AuditEventRow[];
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  let previousHash = '0'.repeat(64);
  for (const row of rows) {
    expect(row.previousHash).toBe(previousHash);
    expect(auditEventHash(row)).toBe(row.hash);
    expect(auditEventHash({ ...row, actor: 'somebody else' })).not.toBe(row.hash);
    previousHash = row.hash;
  }
  for (const change of ["update audit_events set actor = 'me'", 'delete from audit_events']) {
    await expect(plane.sql(change)).rejects.toThrow(/append-only/);
  }
});
