import { startPostgres } from '@jackfield/test-postgres';
import { expect, it } from 'vitest';
import { startControlPlane } from './start-control-plane.ts';
import { turnOf } from './turn-of.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const clock = () => noon;

it('holds turns while the database is gone, and records them once it is back', async () => {
  await using server = await startPostgres();
  const place = { url: server.url, listenUrl: server.url };
  await using plane = await startControlPlane({ postgres: place, clock });
  await server.stop();
  for (let turn = 0; turn < 30; turn += 1) {
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: noon + turn }));
  }
  expect((await plane.call('GET /turns')).status).toBe(503);
  expect((await plane.call('GET /status')).body.turnRecords.waiting).toBe(30);
  await server.start();
  await expect
    .poll(async () => (await plane.call('GET /turns')).body.items?.length, { timeout: 10_000 })
    .toBe(30);
  expect((await plane.call('GET /usage')).body.items).toMatchObject([{ turns: 30 }]);
  expect((await plane.call('GET /status')).body.turnRecords).toMatchObject({ dropped: 0 });
});

it('adds up what several processes count for the same minute, hour and day', async () => {
  await using one = await startControlPlane({ clock, ownPorts: new Set([1]) });
  await using two = await one.beside({ ownPorts: new Set([2]) });
  for (let turn = 0; turn < 200; turn += 1) {
    const plane = turn % 2 === 0 ? one : two;
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: noon + turn }));
    if (turn % 20 === 19) await Promise.all([one, two].map((each) => each.call('GET /turns')));
  }
  await Promise.all([one, two].map((each) => each.call('GET /turns')));
  for (const by of ['model', 'hour', 'day']) {
    expect((await two.call(`GET /usage?by=${by}`)).body.items).toMatchObject([{ turns: 200 }]);
  }
});

it('keeps each day in a partition of its own, and what has none among the rest', async () => {
  await using plane = await startControlPlane({ clock });
  for (const days of [0, 1, 3, 30]) {
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: noon + days * 86_400_000 }));
  }
  expect((await plane.call('GET /turns')).body.items).toHaveLength(4);
  const rows = await plane.sql(
    'select tableoid::regclass::text as place from turns order by request_id',
  );
  expect(rows.map(({ place }) => place)).toEqual([
    'turns_20261123',
    'turns_20261124',
    'turns_20261126',
    'turns_rest',
  ]);
});
