import { startPostgres } from '@jackfield/test-postgres';
import { expect, it } from 'vitest';
import { makeAgent } from './make-agent.ts';
import { startControlPlane } from './start-control-plane.ts';
import type { TestControlPlane } from './start-control-plane.ts';

/** The first number of the lock that changes take (`open-postgres.ts`). */
const lockSpace = 0x4a_4b_46_44;

function save(plane: TestControlPlane, agent: string) {
  return plane.call(`PUT /agents/${agent}/model-setting`, { body: { model: 'openai/second' } });
}

it('says 503 while the database is gone, keeps what gateways have, and goes on once it is back', async () => {
  await using server = await startPostgres();
  const place = { url: server.url, listenUrl: server.url };
  await using plane = await startControlPlane({ postgres: place });
  const agent = await makeAgent(plane, 'openai/lively');
  const published = plane.published.length;
  await server.stop();
  const refused = await save(plane, agent);
  expect([refused.status, refused.body.code]).toEqual([503, 'store_failing']);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.body.detail).toContain('gives no answer');
  expect((await plane.call('GET /status')).body.store.ok).toBe(false);
  expect(plane.published).toHaveLength(published);
  await server.start();
  expect((await save(plane, agent)).body.revision).toBe(2);
});

it('goes on after every connection was ended', async () => {
  await using plane = await startControlPlane();
  const agent = await makeAgent(plane, 'openai/lively');
  await plane.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect.poll(async () => (await save(plane, agent)).status).toBe(200);
});

it('says 503 when another change takes too long, and lets nothing hang', async () => {
  await using plane = await startControlPlane();
  const agent = await makeAgent(plane, 'openai/lively');
  const [lock] = await plane.sql("select hashtext('public') as number");
  const held = plane.sql(
    `select pg_advisory_lock(${lockSpace}, ${Number(lock?.['number'])}), pg_sleep(7)`,
  );
  await expect
    .poll(async () => (await plane.sql("select from pg_locks where locktype = 'advisory'")).length)
    .toBe(1);
  expect((await save(plane, agent)).status).toBe(503);
  await held;
  expect((await save(plane, agent)).body.revision).toBe(2);
});
