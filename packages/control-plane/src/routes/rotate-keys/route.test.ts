import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import {
  givenMasterKeys,
  masterKey,
  startControlPlane,
  type TestControlPlane,
} from '../../../test/start-control-plane.ts';
import { onPostgres } from '../../../test/test-store.ts';
import { localMasterKey } from '../../secrets/master-key.ts';

const nextKey = new Uint8Array(32).map((_, index) => 250 - index);
const [oldId, newId] = [localMasterKey(masterKey).id, localMasterKey(nextKey).id];

/** A connection in use and a provider's key, so that what gateways hold shows what opens. */
async function withCredentials(plane: TestControlPlane): Promise<string> {
  const connection = await makeConnection(plane);
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  const agent = await makeAgent(plane, connection.model);
  const body = { model: connection.model, fallbacks: [{ model: 'openai/lively' }] };
  await plane.call(`PUT /agents/${agent}/model-setting`, { body });
  return agent;
}

/** The credentials that turns of this agent are sent with now. */
function credentials(plane: TestControlPlane, agent: string): unknown[] {
  const choices = plane.config().agentsById.get(agent)?.setting?.choices ?? [];
  return choices.map(({ model: { endpoint } }) =>
    endpoint.ready && endpoint.auth.kind === 'header' ? endpoint.auth.credential.reveal() : null,
  );
}

async function query(plane: TestControlPlane, sql: string): Promise<unknown[]> {
  return (await plane.sql(sql)).map((row) => Object.values(row)[0]);
}

it('answers 200 and wraps every data key by the new master key, while both are accepted', async () => {
  await using plane = await startControlPlane();
  const agent = await withCredentials(plane);
  await using both = await plane.restart({ masterKeys: givenMasterKeys(nextKey, masterKey) });
  expect(credentials(both, agent)).toEqual([canary, canary]);
  const sealed = await query(both, 'select credential from connections');
  const answer = await both.call('POST /keys/rotate', { body: {} });
  expect([answer.status, answer.body]).toEqual([
    200,
    { masterKey: newId, from: [oldId], dataKeys: 1, resealed: 0, unreadable: 0, keyFile: null },
  ]);
  expect(credentials(both, agent)).toEqual([canary, canary]);
  expect(await query(both, 'select credential from connections')).toEqual(sealed);
  expect((await both.call('GET /audit-events')).body.items[0]).toMatchObject({
    actor: 'admin token',
    action: 'keys.rotated',
    target: { kind: 'master_key', id: newId },
  });
  await using alone = await both.restart({ masterKeys: givenMasterKeys(nextKey) });
  expect(credentials(alone, agent)).toEqual([canary, canary]);
  await expect(alone.restart({ masterKeys: givenMasterKeys(masterKey) })).rejects.toThrow(newId);
});

it('seals every credential with a fresh data key, and keeps none that nothing names', async () => {
  await using plane = await startControlPlane();
  const agent = await withCredentials(plane);
  const [before] = await query(plane, 'select id from data_keys');
  const answer = await plane.call('POST /keys/rotate', { body: { dataKey: true } });
  expect(answer.body).toMatchObject({ dataKeys: 1, resealed: 2, unreadable: 0 });
  const [after] = await query(plane, 'select id from data_keys');
  expect(after).not.toBe(before);
  for (const sealed of [
    ...(await query(plane, 'select credential from connections')),
    ...(await query(plane, 'select sealed from provider_credentials')),
  ]) {
    expect(sealed).toContain(`v1.${String(after)}.`);
    expect(sealed).not.toContain(String(before));
  }
  await makeConnection(plane, { name: 'Later' });
  expect(
    (await query(plane, "select credential from connections where name = 'Later'"))[0],
  ).toContain(`v1.${String(after)}.`);
  await using again = await plane.restart();
  expect(credentials(again, agent)).toEqual([canary, canary]);
});

it('leaves a credential that nothing opens as it is, with the data key that it names', async () => {
  await using plane = await startControlPlane();
  await makeConnection(plane);
  const [before] = await query(plane, 'select id from data_keys');
  await query(plane, "update connections set url = 'https://1.1.1.1/v1'");
  const answer = await plane.call('POST /keys/rotate', { body: { dataKey: true } });
  expect(answer.body).toMatchObject({ dataKeys: 2, resealed: 0, unreadable: 1 });
  await query(plane, "update connections set url = 'https://8.8.8.8/v1'");
  const agent = await makeAgent(
    plane,
    `byom/${String((await query(plane, 'select id from connections'))[0])}`,
  );
  await using again = await plane.restart();
  expect(await query(again, 'select id from data_keys')).toContain(before);
  expect(credentials(again, agent)).toEqual([canary]);
});

it('keeps a data key that a column nobody told it of still names', async () => {
  await using plane = await startControlPlane();
  const [before] = await query(plane, 'select id from data_keys');
  await query(plane, `insert into program_state values ('later', '["v1.${String(before)}.x.y"]')`);
  expect((await plane.call('POST /keys/rotate', { body: { dataKey: true } })).status).toBe(200);
  expect(await query(plane, 'select id from data_keys')).toHaveLength(2);
});

it('answers 409 when the given master key wraps everything already', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /keys/rotate', { body: {} });
  expect([answer.status, answer.body.code]).toEqual([409, 'nothing_to_rotate']);
  expect(answer.body.detail).toContain('JACKFIELD_MASTER_KEY_PREVIOUS');
  expect((await plane.call('GET /audit-events')).body.items).toEqual([]);
});

it('changes nothing when the store fails, and goes on with the keys that were', async () => {
  await using plane = await startControlPlane();
  const agent = await withCredentials(plane);
  const keys = await query(plane, 'select id from data_keys');
  const [refuse, allow] = onPostgres
    ? [
        'alter table audit_events add constraint full_up check (false) not valid',
        'alter table audit_events drop constraint full_up',
      ]
    : [
        `create trigger full_up before insert on audit_events begin select raise(abort, 'no room'); end`,
        'drop trigger full_up',
      ];
  await plane.sql(refuse);
  expect((await plane.call('POST /keys/rotate', { body: { dataKey: true } })).status).toBe(500);
  await plane.sql(allow);
  expect(await query(plane, 'select id from data_keys')).toEqual(keys);
  await makeConnection(plane, { name: 'Later' });
  expect(
    (await query(plane, "select credential from connections where name = 'Later'"))[0],
  ).toContain(`v1.${String(keys[0])}.`);
  await using again = await plane.restart();
  expect(credentials(again, agent)).toEqual([canary, canary]);
});

it('asks a master key that is kept elsewhere for nothing but wrapping and unwrapping', async () => {
  const asked: string[] = [];
  const inner = localMasterKey(masterKey);
  /** Takes its time and fails at times, as a service behind a network does. */
  let fails = false;
  const remote = {
    id: 'kms-7',
    wrap: async (dataKey: Uint8Array, associated: string) => {
      asked.push('wrap');
      return `kms1.kms-7.${Buffer.from(await inner.wrap(dataKey, associated)).toString('hex')}`;
    },
    unwrap: async (wrapped: string, associated: string) => {
      asked.push('unwrap');
      if (fails) throw new Error('The key service does not answer.');
      return inner.unwrap(Buffer.from(wrapped.split('.')[2] ?? '', 'hex').toString(), associated);
    },
  };
  const masterKeys = { ...givenMasterKeys(masterKey), current: remote, accepted: [remote] };
  await using plane = await startControlPlane({ masterKeys });
  const agent = await withCredentials(plane);
  expect(asked).toEqual(['wrap', 'unwrap']);
  await using again = await plane.restart();
  expect(credentials(again, agent)).toEqual([canary, canary]);
  fails = true;
  await expect(again.restart()).rejects.toThrow(/kms-7 can't be asked: .*does not answer/);
});
