import { expect, it } from 'vitest';
import { auditEventHash } from '../../audit/append-audit-event.ts';
import type { AuditEventRow } from '../../store/tables.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';
import { onPostgres } from '../../../test/test-store.ts';

const events = 7;

async function startWithEvents(): Promise<TestControlPlane> {
  const plane = await startControlPlane();
  for (let count = 0; count < events; count += 1) await makeAgent(plane);
  return plane;
}

/** As somebody with the database could: what it refuses is taken off first. */
async function tamper(
  plane: TestControlPlane,
  statements: string,
  ...parameters: string[]
): Promise<void> {
  const refusals = onPostgres
    ? ['drop trigger audit_events_append_only on audit_events']
    : ['drop trigger audit_events_no_update', 'drop trigger audit_events_no_delete'];
  for (const refusal of refusals) await plane.sql(refusal);
  for (const statement of statements.split(';')) await plane.sql(statement, ...parameters);
}

it('answers 200 with the head of a chain that is whole, after a restart too', async () => {
  await using plane = await startWithEvents();
  const { status, body } = await plane.call('GET /audit-events/verify');
  expect([status, body]).toEqual([
    200,
    { events, head: { seq: events, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }, broken: null },
  ]);
  await using again = await plane.restart();
  expect((await again.call('GET /audit-events/verify')).body).toEqual(body);
});

it('answers 200 to an empty chain', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /audit-events/verify')).body).toMatchObject({
    events: 0,
    broken: null,
  });
});

it.each([
  ['the actor is changed', "update audit_events set actor = 'somebody else' where seq = 3", 3],
  ['a detail is changed', `update audit_events set details = '{}' where seq = 3`, 3],
  ['the time is changed', 'update audit_events set at = at + 1 where seq = 1', 1],
  ['an event is deleted', 'delete from audit_events where seq = 4', 4],
  ['the first is deleted', 'delete from audit_events where seq = 1', 1],
  [
    'two change places',
    `update audit_events set seq = 99 where seq = 2; update audit_events set seq = 2 where seq = 5;
     update audit_events set seq = 5 where seq = 99`,
    2,
  ],
  ['the last is cut off', `delete from audit_events where seq = ${events}`, events],
  ['the end is cut off', 'delete from audit_events where seq > 4', 5],
  ['all of them are', 'delete from audit_events', 1],
  ['the end and its record are', `delete from program_state where name = 'auditHead'`, events + 1],
])('tells the first broken event when %s', async (_what, sql, seq) => {
  await using plane = await startWithEvents();
  await tamper(plane, sql);
  const { status, body } = await plane.call('GET /audit-events/verify');
  expect([status, body.events, body.broken.seq]).toEqual([200, seq - 1, seq]);
  expect(body.broken.reason).toMatch(/gone|changed|follow/);
});

it('tells an event whose hash was made to fit by the one after it', async () => {
  await using plane = await startWithEvents();
  const columns = `seq, id, at, actor, action, target_kind as "targetKind",
    target_id as "targetId", target_name as "targetName", details, project_id as "projectId",
    previous_hash as "previousHash", hash`;
  const [row] = await plane.sql(`select ${columns} from audit_events where seq = 3`);
  // Holds: the columns are those of the table's type.
  const event = row as unknown as AuditEventRow;
  const hash = auditEventHash({ ...event, actor: 'somebody else' });
  await tamper(
    plane,
    "update audit_events set actor = 'somebody else', hash = $1 where seq = 3",
    hash,
  );
  expect((await plane.call('GET /audit-events/verify')).body.broken.seq).toBe(4);
});

it('does not close over a cut-off end when the next event is written', async () => {
  await using plane = await startWithEvents();
  await tamper(plane, 'delete from audit_events where seq > 4');
  await makeAgent(plane);
  const { body } = await plane.call('GET /audit-events/verify');
  expect(body.broken).toEqual({ seq: 5, reason: 'The event 5 is gone: the next one there is 8.' });
});
