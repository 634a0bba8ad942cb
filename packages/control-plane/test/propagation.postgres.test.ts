import { expect, inject, it } from 'vitest';
import { makeAgent } from './make-agent.ts';
import { canary, makeConnection } from './make-connection.ts';
import { startControlPlane } from './start-control-plane.ts';
import type { TestControlPlane } from './start-control-plane.ts';
import { turnOf } from './turn-of.ts';

/** One that saves, and two that only carry turns. */
async function startThree(listenTo: string | null = null) {
  const control = await startControlPlane();
  const [place] = await control.sql('select current_database() as name');
  const url = new URL(inject('postgresUrl') ?? '');
  url.pathname = `/${String(place?.['name'])}`;
  const change = {
    role: 'gateway' as const,
    postgres: { url: url.href, listenUrl: listenTo ?? url.href },
  };
  const gateways = [await control.beside(change), await control.beside(change)];
  return {
    control,
    gateways,
    async [Symbol.asyncDispose]() {
      for (const plane of [...gateways, control]) await plane.close();
    },
  };
}

function revisionOf(plane: TestControlPlane, agent: string): number {
  return plane.config().agentsById.get(agent)?.setting?.revision ?? 0;
}

function save(plane: TestControlPlane, agent: string, temperature: number) {
  return plane.call(`PUT /agents/${agent}/model-setting`, {
    body: { model: 'openai/lively', parameters: { temperature } },
  });
}

async function expectAt(planes: readonly TestControlPlane[], agent: string, revision: number) {
  for (const plane of planes) {
    await expect.poll(() => revisionOf(plane, agent), { timeout: 5_000 }).toBe(revision);
  }
}

/** Never an older version, and never an older revision. */
function expectOnlyForward(planes: readonly TestControlPlane[], agent: string): void {
  for (const { published } of planes) {
    const versions = published.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const revisions = published.map(
      (config) => config.agentsById.get(agent)?.setting?.revision ?? 0,
    );
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  }
}

it('brings every save to every process, and never an older one', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  for (let revision = 2; revision <= 25; revision += 1) {
    await save(control, agent, revision / 100);
    // Some at once, some one by one.
    if (revision % 5 === 0) await expectAt(gateways, agent, revision);
  }
  expectOnlyForward(gateways, agent);
  const [first] = gateways;
  expect(first?.config()).toEqual(control.config());
});

it('reads only what a save touched', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const one = await makeAgent(control, 'openai/lively', 'One');
  const two = await makeAgent(control, 'openai/lively', 'Two');
  await expectAt(gateways, two, 1);
  const before = gateways.map((plane) => plane.config().agentsById.get(one));
  await save(control, two, 0.5);
  await expectAt(gateways, two, 2);
  for (const [index, plane] of gateways.entries()) {
    expect(plane.config().agentsById.get(one)).toBe(before[index]);
  }
});

it('brings them though listeners are killed again and again', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  for (let revision = 2; revision <= 10; revision += 1) {
    const killed = await control.sql(
      `select pg_terminate_backend(pid) as done from pg_stat_activity
       where datname = current_database() and query like 'listen %'`,
    );
    if (revision === 2) expect(killed.length).toBeGreaterThan(0);
    await save(control, agent, revision / 100);
    await expectAt(gateways, agent, revision);
  }
  expectOnlyForward(gateways, agent);
});

it('brings them where no notification ever arrives', async () => {
  // Notifications stay within a database: who listens in another hears nothing.
  await using three = await startThree(inject('postgresUrl') ?? '');
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  await save(control, agent, 0.3);
  await expectAt(gateways, agent, 2);
});

it('takes a deleted key, a deleted agent and a changed credential from every process', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const connection = await makeConnection(control);
  const agent = await makeAgent(control, connection.model);
  const { body: key } = await control.call(`POST /agents/${agent}/keys`, {
    body: { name: 'Phone' },
  });
  const everywhere = async (holds: (plane: TestControlPlane) => unknown, expected: unknown) => {
    for (const plane of gateways) await expect.poll(() => holds(plane)).toBe(expected);
  };
  await everywhere((plane) => plane.config().agentKeysByHash.size, 1);
  await control.call(`PATCH /connections/${connection.id}`, {
    body: { auth: { method: 'bearer', credential: canary } },
  });
  await everywhere((plane) => {
    const endpoint = plane.config().agentsById.get(agent)?.setting?.choices[0].model.endpoint;
    return endpoint?.ready && endpoint.auth.kind === 'header' && endpoint.auth.credential.reveal();
  }, canary);
  await control.call(`DELETE /agents/${agent}/keys/${key.id}`);
  await everywhere((plane) => plane.config().agentKeysByHash.size, 0);
  await control.call(`DELETE /agents/${agent}`);
  await everywhere((plane) => plane.config().agentsById.size, 0);
});

it('opens what was sealed with a data key that another process made', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const connection = await makeConnection(control);
  const agent = await makeAgent(control, connection.model);
  await control.call('POST /keys/rotate', { body: { dataKey: true } });
  const version = control.config().version;
  for (const plane of gateways) {
    await expect.poll(() => plane.config().version).toBe(version);
    const choice = plane.config().agentsById.get(agent)?.setting?.choices[0];
    expect(choice?.model.endpoint.ready).toBe(true);
  }
});

it('reads everything where it is further behind than is remembered', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  await expectAt(gateways, agent, 1);
  await control.sql(`update model_settings set setting = replace(setting, 'lively', 'second')`);
  await control.sql(`update counters set value = value + 3 where name = 'configVersion'`);
  for (const plane of gateways) {
    await expect
      .poll(() => plane.config().agentsById.get(agent)?.setting?.choices[0].model.id)
      .toBe('openai/second');
  }
});

it('shows each gateway with the version it runs, and one that has fallen silent as lost', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const ended = await control.beside({ role: 'gateway' });
  await makeAgent(control);
  const list = async () => {
    const { body } = await control.call('GET /status');
    return body.gateways.filter(
      (one: { configVersion: number; upToDate: boolean }) =>
        one.upToDate && one.configVersion === body.configVersion,
    );
  };
  await expect.poll(async () => (await list()).length).toBe(4);
  await ended.close();
  expect(await list()).toHaveLength(3);
  expect((await list())[0]).toMatchObject({ host: expect.any(String), version: '0.0.0-test' });

  await gateways[0]?.close();
  await control.sql(`insert into gateways values ('gtw_killed', 'm2', '0.1.0', 1, 5, 0,
    (extract(epoch from clock_timestamp()) * 1000)::bigint - 40000)`);
  const { body } = await control.call('GET /status');
  const states = body.gateways.map(({ id, lost }: { id: string; lost: boolean }) => [
    id.slice(0, 10),
    lost,
  ]);
  expect(states).toContainEqual(['gtw_killed', true]);
  expect(states.filter(([, lost]: [string, boolean]) => lost)).toHaveLength(1);
  await gateways[1]?.close();
});

it('changes nothing in the database as a gateway but its own report', async () => {
  await using control = await startControlPlane();
  const count = async () =>
    control.sql(`select (select value from counters) as version,
      (select count(*) from audit_events) as events, (select count(*) from program_state) as state`);
  const before = await count();
  const gateway = await control.beside({ role: 'gateway' });
  expect(gateway.config().version).toBe(before[0]?.['version']);
  expect(await count()).toEqual(before);
  await gateway.close();
});

it('keeps what it has where the database went back to an older version, and says so', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  await expectAt(gateways, agent, 1);
  const [gateway] = gateways;
  const version = gateway?.config().version;
  await control.sql(`update counters set value = 1 where name = 'configVersion'`);
  await expect.poll(() => gateway?.logged.join()).toContain('older configuration than is loaded');
  expect(gateway?.config().version).toBe(version);
});

it('stops an agent at every gateway once their turns together have spent its budget, and tells it once', async () => {
  await using three = await startThree();
  const { control, gateways } = three;
  const agent = await makeAgent(control, 'openai/lively');
  const budget = { amountUsd: 1, period: 'month', stops: true };
  expect((await control.call(`PUT /agents/${agent}/budget`, { body: budget })).status).toBe(200);
  for (const { controlPlane } of gateways) {
    // The catalogue asks a dollar for a million tokens of a request: half of the budget each.
    const [sample] = turnOf(agent).attempts;
    if (sample === undefined) throw new Error('A turn has an attempt.');
    const attempt = { ...sample, promptTokens: 500_000, completionTokens: 0 };
    controlPlane.recordTurn(turnOf(agent, { startedAt: Date.now(), attempts: [attempt] }));
  }
  const stops = () =>
    [control, ...gateways].map((plane) => plane.config().agentsById.get(agent)?.stoppedUntil);
  await expect.poll(stops, { timeout: 20_000 }).not.toContain(null);
  expect(new Set(stops()).size).toBe(1);
  const { items } = (await control.call('GET /audit-events')).body;
  const told = items.filter(({ action }: { action: string }) => action === 'budget.reached');
  expect(told).toHaveLength(1);
});
