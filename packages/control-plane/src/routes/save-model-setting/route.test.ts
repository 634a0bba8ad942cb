import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultFailover } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 once the setting is on disk and published, with its revision', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: {
      model: 'openai/lively',
      parameters: { temperature: 0.4, stop: ['a', 'b'] },
      fallbacks: [
        { model: 'polyllm/polyllm' },
        { model: 'openai/second', parameters: { top_p: 0.5 }, deadlines: { firstTokenMs: 900 } },
      ],
      deadlines: { totalMs: 8000 },
    },
  });
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
  expect(answer.body).toMatchObject({ model: 'openai/lively', revision: 1 });

  const setting = plane.config().agentsById.get(id)?.setting;
  expect(setting).toMatchObject({
    revision: 1,
    choices: [
      {
        model: { id: 'openai/lively', provider: 'openai', upstreamModel: 'upstream-lively' },
        parameters: { temperature: 0.4, stop: ['a', 'b'] },
        // A default gives way to the total that was set around it.
        deadlines: { connectMs: 3000, firstTokenMs: 8000, gapMs: 8000, totalMs: 8000 },
      },
      { model: { id: 'polyllm/polyllm' }, parameters: { temperature: 0.4, stop: ['a', 'b'] } },
      {
        model: { id: 'openai/second' },
        parameters: { top_p: 0.5 },
        deadlines: { connectMs: 900, firstTokenMs: 900, totalMs: 8000 },
      },
    ],
  });
  await using again = await plane.restart();
  expect((await again.call(`GET /agents/${id}/model-setting`)).body).toEqual(answer.body);
});

it('writes the audit event in the same step', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const { body } = await plane.call('GET /audit-events');
  expect(body.items[0]).toMatchObject({
    actor: 'admin token',
    action: 'model_setting.saved',
    target: { kind: 'agent', id, name: 'Reception' },
    details: { revision: 1, model: 'openai/lively', previousModel: null },
  });
});

it('makes a revision of a setting that is live already', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const { version } = plane.config();
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/lively', parameters: {}, fallbacks: [] },
    headers: { 'if-match': '"1"' },
  });
  expect([answer.status, answer.body.revision]).toEqual([200, 2]);
  expect(plane.config().version).toBe(version + 1);
});

it.each(['"1"', 'W/"1"', '1', '*', '"7", "1"'])('takes If-Match: %s', async (header) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/second' },
    headers: { 'if-match': header },
  });
  expect([answer.status, answer.body.revision]).toEqual([200, 2]);
});

it('answers 409 to a stale save and shows what is there, by whom and when', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/second' },
    headers: { 'if-match': '"0"' },
  });
  expect([answer.status, answer.body.code]).toEqual([409, 'revision_conflict']);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.body.current).toMatchObject({
    model: 'openai/lively',
    revision: 1,
    savedBy: 'admin token',
  });
  expect((await plane.call(`GET /agents/${id}`)).body.revision).toBe(1);
});

it('lets exactly one of many saves win that have seen the same revision', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      plane.call(`PUT /agents/${id}/model-setting`, {
        body: { model: 'openai/second', parameters: { max_tokens: index + 1 } },
        headers: { 'if-match': '"1"' },
      }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  expect((await plane.call(`GET /agents/${id}`)).body.revision).toBe(2);
});

it('publishes versions in their order however many saves run at once', async () => {
  await using plane = await startControlPlane();
  const ids = await Promise.all([1, 2, 3].map(() => makeAgent(plane)));
  await Promise.all(
    ids.flatMap((id) =>
      Array.from({ length: 10 }, (_, index) =>
        plane.call(`PUT /agents/${id}/model-setting`, {
          body: { model: 'openai/lively', parameters: { max_tokens: index + 1 } },
        }),
      ),
    ),
  );
  const versions = plane.published.map(({ version }) => version);
  expect(versions).toEqual(versions.toSorted((left, right) => left - right));
  expect(new Set(versions).size).toBe(versions.length);
  for (const id of ids) expect(plane.config().agentsById.get(id)?.setting?.revision).toBe(10);
});

it('answers 412 to an If-Match that can not be read', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  for (const header of ['three', '"3', '""', '"a"', '-1']) {
    const answer = await plane.call(`PUT /agents/${id}/model-setting`, {
      body: { model: 'openai/second' },
      headers: { 'if-match': header },
    });
    expect([answer.status, answer.body.code]).toEqual([412, 'if_match_malformed']);
  }
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  const body = { model: 'openai/lively' };
  expect((await plane.call('PUT /agents/agt_x/model-setting', { body })).status).toBe(404);
});

it.each([
  [{ model: 'gemini/soon' }, 'model_not_selectable', 'model'],
  [{ model: 'bedrock/uncarried' }, 'model_not_selectable', 'model'],
  [{ model: 'openai/none' }, 'model_unknown', 'model'],
  [{ model: 'byom/con_none' }, 'model_unknown', 'model'],
  [
    { model: 'openai/lively', fallbacks: [{ model: 'openai/second' }, { model: 'gemini/soon' }] },
    'model_not_selectable',
    'fallbacks[1].model',
  ],
  [
    { model: 'openai/lively', fallbacks: [{ model: 'openai/lively' }] },
    'fallback_repeated',
    'fallbacks[0].model',
  ],
  [
    { model: 'openai/lively', fallbacks: [{ model: 'openai/second' }, { model: 'openai/second' }] },
    'fallback_repeated',
    'fallbacks[1].model',
  ],
  [
    { model: 'openai/lively', deadlines: { firstTokenMs: 5000, totalMs: 4000 } },
    'deadlines_contradict',
    'deadlines.firstTokenMs',
  ],
  [
    { model: 'openai/lively', deadlines: { connectMs: 11_000 } },
    'deadlines_contradict',
    'deadlines.connectMs',
  ],
  [
    {
      model: 'openai/lively',
      deadlines: { totalMs: 5000 },
      fallbacks: [{ model: 'openai/second', deadlines: { gapMs: 6000 } }],
    },
    'deadlines_contradict',
    'fallbacks[0].deadlines.gapMs',
  ],
  [
    { model: 'openai/lively', failover: { hedge: { afterMs: 'p95' } } },
    'failover_needs_fallback',
    'failover.hedge',
  ],
  [
    {
      model: 'openai/lively',
      fallbacks: [{ model: 'openai/second' }],
      deadlines: { firstTokenMs: 2000 },
      failover: { hedge: { afterMs: 2000 } },
    },
    'failover_contradicts',
    'failover.hedge.afterMs',
  ],
  [
    {
      model: 'openai/lively',
      deadlines: { totalMs: 5000 },
      failover: { holdPhrase: { afterMs: 5000, text: 'One moment.' } },
    },
    'failover_contradicts',
    'failover.holdPhrase.afterMs',
  ],
  [
    { model: 'openai/lively', failover: { holdPhrase: { afterMs: 900, text: '  ' } } },
    'validation_failed',
    'failover.holdPhrase.text',
  ],
  [
    { model: 'openai/lively', failover: { holdPhrase: { afterMs: 900, text: 'x'.repeat(201) } } },
    'validation_failed',
    'failover.holdPhrase.text',
  ],
  [
    { model: 'openai/lively', failover: { hedge: { afterMs: 'p50' } } },
    'validation_failed',
    'failover.hedge.afterMs',
  ],
  [
    { model: 'openai/lively', failover: { hedge: { afterMs: 900, shareMax: 1.1 } } },
    'validation_failed',
    'failover.hedge.shareMax',
  ],
  [
    { model: 'openai/lively', failover: { commitPoint: 'last_token' } },
    'validation_failed',
    'failover.commitPoint',
  ],
  [{ model: 'openai/lively', failover: { retries: 3 } }, 'validation_failed', 'failover.retries'],
  [
    { model: 'openai/lively', parameters: { temperature: 3 } },
    'validation_failed',
    'parameters.temperature',
  ],
  [{ model: 'openai/lively', parameters: { top_k: 3 } }, 'validation_failed', 'parameters.top_k'],
  [{ model: 'openai/lively', parameters: { stop: [] } }, 'validation_failed', 'parameters.stop'],
  [{ model: 7 }, 'validation_failed', 'model'],
  [{}, 'validation_failed', 'model'],
])('answers 422 that names the field: %j', async (body, code, field) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/second');
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, { body });
  expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([
    422,
    code,
    field,
  ]);
  expect((await plane.call(`GET /agents/${id}`)).body.revision).toBe(1);
});

it('warns of a dying and of a dead model, with the date and the successor', async () => {
  await using plane = await startControlPlane({ carriedProviders: new Set(['openai']) });
  const id = await makeAgent(plane);
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  const { body } = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/dying', fallbacks: [{ model: 'openai/dead' }] },
  });
  expect(body.warnings).toEqual([
    {
      code: 'model_deprecated',
      field: 'model',
      message: expect.stringContaining('2099-01-14'),
      successor: { id: 'openai/lively', name: 'Lively' },
    },
    {
      code: 'model_shut_down',
      field: 'fallbacks[0].model',
      message: expect.stringContaining('2026-10-23'),
      successor: { id: null, name: 'Something Else' },
    },
  ]);
});

it('warns of a provider without credentials and of a parameter the model does not take', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const { body } = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/thinker', parameters: { temperature: 1, top_p: 1 } },
  });
  expect(body.warnings).toMatchObject([
    { code: 'provider_not_ready', field: 'model' },
    { code: 'parameter_left_out', field: 'parameters.temperature' },
  ]);
  const choice = plane.config().agentsById.get(id)?.setting?.choices[0].model;
  expect(choice).toMatchObject({
    endpoint: { ready: false, reason: expect.stringContaining('OPENAI_API_KEY') },
    refusedParameters: ['temperature', 'stop'],
  });
});

it('builds anew only the agent that was saved', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const [one, two] = [
    await makeAgent(plane, connection.model),
    await makeAgent(plane, 'openai/lively'),
  ];
  const before = plane.config().agentsById;
  await plane.call(`PUT /agents/${two}/model-setting`, { body: { model: 'openai/second' } });
  const after = plane.config().agentsById;
  expect(after.get(one)).toBe(before.get(one));
  expect(after.get(two)).not.toBe(before.get(two));
});

it('keeps equal settings of many agents as one after a restart, and when their models change', async () => {
  await using plane = await startControlPlane();
  const ids = [
    await makeAgent(plane, 'openai/lively', 'One'),
    await makeAgent(plane, 'openai/lively', 'Two'),
  ];
  await using again = await plane.restart();
  const published = () => ids.map((id) => again.config().agentsById.get(id)?.setting);
  const before = published();
  expect(before[0]).toMatchObject({ revision: 1, choices: [{ model: { id: 'openai/lively' } }] });
  expect(before[1]).toBe(before[0]);
  await again.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  const after = published();
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(after[0]);
});

it('takes back the very body that it gave, and ignores what is not for a caller to set', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const path = `/agents/${id}/model-setting`;
  await plane.call(`PUT ${path}`, {
    body: {
      model: 'openai/dying',
      parameters: { temperature: 0.4 },
      fallbacks: [{ model: 'openai/second', deadlines: { firstTokenMs: 900 } }],
    },
  });
  const { body: given } = await plane.call(`GET ${path}`);
  expect(given.warnings).not.toEqual([]);
  const answer = await plane.call(`PUT ${path}`, { body: given });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ...given, revision: 2, savedAt: expect.any(String) });

  const forged = { revision: 99, savedBy: 'mallory', restoredFrom: 7, warnings: 'none' };
  const again = await plane.call(`PUT ${path}`, { body: { ...given, ...forged } });
  expect(again.body).toMatchObject({ revision: 3, savedBy: 'admin token', restoredFrom: null });
  const { body: events } = await plane.call('GET /audit-events');
  expect(events.items[0].details).not.toHaveProperty('warnings');
});

it('does not take a revision in the body for If-Match', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const path = `/agents/${id}/model-setting`;
  const { body: stale } = await plane.call(`GET ${path}`);
  await plane.call(`PUT ${path}`, { body: { model: 'openai/second' } });
  expect((await plane.call(`PUT ${path}`, { body: stale })).body.revision).toBe(3);
  const guarded = await plane.call(`PUT ${path}`, {
    body: { ...stale, revision: 3 },
    headers: { 'if-match': '"1"' },
  });
  expect(guarded.status).toBe(409);
});

it('still refuses what its answer does not have', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const path = `/agents/${id}/model-setting`;
  const { body: given } = await plane.call(`GET ${path}`);
  for (const field of ['parameter', 'id', 'createdAt', 'credential']) {
    const { status, body } = await plane.call(`PUT ${path}`, { body: { ...given, [field]: 1 } });
    expect([status, body.errors[0].field]).toEqual([422, field]);
  }
});

it('keeps what a turn does when its model fails as it was given, and publishes it with the defaults', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const failover = {
    commitPoint: 'first_sentence',
    retry: false,
    hedge: { afterMs: 900 },
    holdPhrase: { afterMs: 1500, text: 'One moment, please.' },
  };
  const body = { model: 'openai/lively', fallbacks: [{ model: 'openai/second' }], failover };
  const answer = await plane.call(`PUT /agents/${id}/model-setting`, { body });
  expect([answer.status, answer.body.failover]).toEqual([200, failover]);
  expect(plane.config().agentsById.get(id)?.setting?.failover).toEqual({
    ...failover,
    switchOnContentFilter: false,
    continueAfterCut: false,
    hedge: { afterMs: 900, shareMax: 0.1 },
  });
  await using again = await plane.restart();
  expect((await again.call(`GET /agents/${id}/model-setting`)).body.failover).toEqual(failover);
});

it('publishes the defaults where nothing was said, or null', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  expect(plane.config().agentsById.get(id)?.setting?.failover).toEqual(defaultFailover);
  const failover = { hedge: null, holdPhrase: null };
  await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/lively', failover },
  });
  expect(plane.config().agentsById.get(id)?.setting?.failover).toEqual(defaultFailover);
});

it('goes on working with a setting that was stored before there was such a thing', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  await plane.sql(
    'update model_settings set setting = $1',
    '{"deadlines":{},"fallbacks":[],"model":"openai/second","parameters":{}}',
  );
  await using again = await plane.restart();
  const { body } = await again.call(`GET /agents/${id}/model-setting`);
  expect([body.model, body.failover]).toEqual(['openai/second', {}]);
  expect(again.config().agentsById.get(id)?.setting).toMatchObject({
    choices: [{ model: { id: 'openai/second' } }],
    failover: defaultFailover,
  });
  expect((await again.call(`PUT /agents/${id}/model-setting`, { body })).status).toBe(200);
});

it('publishes what a turn has to know of a model to choose it', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { inFlightMax: 50 });
  const id = await makeAgent(plane);
  const fallbacks = [{ model: 'polyllm/continuing' }, { model: connection.model }];
  await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/lively', fallbacks, failover: { continueAfterCut: true } },
  });
  expect(plane.config().agentsById.get(id)?.setting).toMatchObject({
    choices: [
      { model: { contextWindow: 128_000, continuesAnswers: false, inFlightMax: null } },
      { model: { contextWindow: 128_000, continuesAnswers: true, inFlightMax: null } },
      { model: { contextWindow: null, continuesAnswers: false, inFlightMax: 50 } },
    ],
    failover: { continueAfterCut: true },
  });
});

it('warns of a wish that no fallback can fulfil, and holds no answer back for it', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const save = async (body: object): Promise<string[][]> => {
    const { body: saved } = await plane.call(`PUT /agents/${id}/model-setting`, {
      body: { model: 'polyllm/polyllm', ...body },
    });
    return saved.warnings
      .filter(({ code }: { code: string }) => code !== 'provider_not_ready')
      .map(({ code, field }: { code: string; field: string }) => [code, field]);
  };
  const wishes = { switchOnContentFilter: true, continueAfterCut: true };
  expect(await save({ failover: { ...wishes, commitPoint: 'first_sentence' } })).toEqual([
    ['failover_needs_fallback', 'failover.switchOnContentFilter'],
    ['failover_needs_fallback', 'failover.continueAfterCut'],
  ]);
  // Without a retry nobody at all is left to answer until the first sentence.
  expect(await save({ failover: { commitPoint: 'first_sentence', retry: false } })).toEqual([
    ['failover_needs_fallback', 'failover.commitPoint'],
  ]);
  const lively = [{ model: 'openai/lively' }];
  expect(await save({ failover: wishes, fallbacks: lively })).toEqual([
    ['fallback_cannot_continue', 'failover.continueAfterCut'],
  ]);
  expect(plane.config().agentsById.get(id)?.setting?.failover).toMatchObject({
    switchOnContentFilter: true,
    continueAfterCut: false,
  });
  const able = [{ model: 'polyllm/continuing' }];
  expect(await save({ failover: wishes, fallbacks: able })).toEqual([]);
});

it('warns of a fallback that could not be chosen any more, or that turns pass over', async () => {
  await using plane = await startControlPlane();
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  const id = await makeAgent(plane);
  const { body: saved } = await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/lively', fallbacks: [{ model: 'openai/second' }] },
  });
  expect(saved.warnings).toEqual([]);
  const file = join(plane.dataDir, 'catalog.yaml');
  await writeFile(file, 'models:\n  - id: openai/second\n    availability: coming_soon\n');
  expect(plane.controlPlane.reloadCatalogue()).toBe(true);
  await plane.call('DELETE /providers/openai/credentials');
  const { body } = await plane.call(`GET /agents/${id}/model-setting`);
  expect(body.warnings).toMatchObject([
    { code: 'provider_not_ready', field: 'model' },
    { code: 'model_not_selectable', field: 'fallbacks[0].model' },
    { code: 'provider_not_ready', field: 'fallbacks[0].model' },
  ]);
});
