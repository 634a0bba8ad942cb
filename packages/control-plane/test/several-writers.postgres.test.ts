import { expect, it } from 'vitest';
import { makeAgent } from './make-agent.ts';
import { makeConnection } from './make-connection.ts';
import { givenMasterKeys, startControlPlane } from './start-control-plane.ts';
import type { TestControlPlane } from './start-control-plane.ts';

const nextKey = new Uint8Array(32).map((_, index) => 250 - index);

async function startTwo() {
  const one = await startControlPlane();
  const two = await one.beside();
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await two.close();
      await one.close();
    },
  };
}

async function expectWholeChain(plane: TestControlPlane): Promise<number> {
  const { body } = await plane.call('GET /audit-events/verify');
  expect(body.broken).toBeNull();
  return body.events;
}

it('makes exactly one admin of thirty requests to two processes at once', async () => {
  await using planes = await startTwo();
  // The link that was printed last counts, whichever process is asked.
  const token = await planes.two.controlPlane.firstAdminToken();
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      (index % 2 === 0 ? planes.one : planes.two).call('POST /first-admin', {
        token: null,
        body: { token, password: 'correct horse battery' },
      }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(29);
  expect(await planes.one.controlPlane.firstAdminToken()).toBeNull();
  expect((await planes.one.call('GET /session', { token: null })).body.firstAdmin).toBe(false);
  await expectWholeChain(planes.one);
});

it('takes one of two saves with the same revision, whichever process each goes to', async () => {
  await using planes = await startTwo();
  const { one, two } = planes;
  const agent = await makeAgent(one, 'openai/lively');
  for (let revision = 1; revision <= 20; revision += 1) {
    const save = (plane: TestControlPlane, temperature: number) =>
      plane.call(`PUT /agents/${agent}/model-setting`, {
        body: { model: 'openai/lively', parameters: { temperature } },
        headers: { 'if-match': `"${revision}"` },
      });
    const answers = await Promise.all([save(one, 0.1), save(two, 0.2)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
  }
  const { body } = await two.call(`GET /agents/${agent}/model-setting/revisions?limit=100`);
  expect(body.items.map((item: { revision: number }) => item.revision)).toEqual(
    Array.from({ length: 21 }, (_, index) => 21 - index),
  );
  await expectWholeChain(two);
});

it('publishes in each process what all of them changed, version by version', async () => {
  await using planes = await startTwo();
  const { one, two } = planes;
  const work = async (plane: TestControlPlane, name: string): Promise<void> => {
    for (let number = 0; number < 12; number += 1) {
      const agent = await makeAgent(plane, 'openai/lively', `${name} ${number}`);
      // What was answered is live in the process that answered.
      expect(plane.config().agentsById.has(agent)).toBe(true);
    }
  };
  await Promise.all([work(one, 'One'), work(two, 'Two')]);
  await makeAgent(one, null, 'Last of one');
  await makeAgent(two, null, 'Last of two');
  expect([...two.config().agentsById.keys()]).toHaveLength(26);
  await makeAgent(one, null, 'Really the last');
  expect([...one.config().agentsById.keys()]).toHaveLength(27);
  for (const { published } of [one, two]) {
    const versions = published.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const sizes = published.map(({ agentsById }) => agentsById.size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  }
  expect(await expectWholeChain(one)).toBeGreaterThanOrEqual(27);
});

it('makes one set of tables and one data key of two starts on an empty database', async () => {
  await using one = await startControlPlane();
  await one.sql('drop schema public cascade');
  await one.sql('create schema public');
  const planes = await Promise.all([one.beside(), one.beside()]);
  expect(await one.sql('select id from data_keys')).toHaveLength(1);
  const [migrations] = await one.sql(
    'select count(*) as times, count(distinct number) as numbers from migrations',
  );
  expect(migrations?.['times']).toBe(migrations?.['numbers']);
  const connection = await makeConnection(planes[0]);
  const agent = await makeAgent(planes[1], connection.model);
  const model = planes[1].config().agentsById.get(agent)?.setting?.choices[0].model;
  expect(model?.endpoint.ready).toBe(true);
  for (const plane of planes) await plane.close();
});

it('refuses a second process with another master key', async () => {
  await using plane = await startControlPlane();
  await expect(plane.beside({ masterKeys: givenMasterKeys(nextKey) })).rejects.toThrow(
    /^The master key \([0-9a-f]{12}\) is not the one this data was sealed with/,
  );
});

it('seals with the newest data key, though another process made it', async () => {
  await using planes = await startTwo();
  const { one, two } = planes;
  await makeConnection(one, { name: 'Before' });
  await two.call('POST /keys/rotate', { body: { dataKey: true } });
  const { model } = await makeConnection(one, { name: 'After' });
  const keys = await one.sql('select id from data_keys');
  expect(keys).toHaveLength(1);
  for (const { credential } of await one.sql('select credential from connections')) {
    expect(credential).toContain(`v1.${String(keys[0]?.['id'])}.`);
  }
  const agent = await makeAgent(two, model);
  const choice = two.config().agentsById.get(agent)?.setting?.choices[0];
  expect(choice?.model.endpoint.ready).toBe(true);
});
