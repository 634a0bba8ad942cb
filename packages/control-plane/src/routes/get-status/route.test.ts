import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { onPostgres } from '../../../test/test-store.ts';

it('answers 200 with what each gateway has loaded, the store and the catalogue', async () => {
  await using plane = await startControlPlane({
    gateways: () => [{ id: 'g1', configVersion: 3, agents: 1, silentMs: 0 }],
  });
  const first = (await plane.call('GET /status')).body;
  expect(first).toMatchObject({
    version: '0.0.0-test',
    node: process.versions.node,
    store: onPostgres
      ? { kind: 'postgres', ok: true, location: expect.stringMatching(/^127\.0\.0\.1:\d+\/test_/) }
      : { kind: 'embedded', ok: true, location: join(plane.dataDir, 'jackfield.db') },
    configVersion: plane.config().version,
    gateways: [
      {
        id: onPostgres ? expect.stringMatching(/^gtw_/) : 'g1',
        host: hostname(),
        version: '0.0.0-test',
        configVersion: 3,
        agents: 1,
        upToDate: true,
        lost: false,
      },
    ],
    catalogue: { models: 9, problem: null },
  });
  for (let count = 0; count < 3; count += 1) await makeAgent(plane);
  const second = (await plane.call('GET /status')).body;
  expect(second.configVersion).toBe(first.configVersion + 3);
  expect(second.gateways[0].upToDate).toBe(false);
});

it('keeps the last good catalogue and says what is wrong with the new files', async () => {
  await using plane = await startControlPlane();
  const file = join(plane.dataDir, 'catalog.yaml');
  await writeFile(file, 'models:\n  - id: openai/lively\n    contextWindow: many\n');
  expect(plane.controlPlane.reloadCatalogue()).toBe(false);
  const { body } = await plane.call('GET /status');
  expect(body.catalogue.models).toBe(9);
  expect(body.catalogue.problem).toContain('contextWindow');
});

it('says how each model that was asked is doing', async () => {
  const models = [
    { model: 'openai/lively', circuit: 'open', inFlight: 3, firstTokenP95Ms: 420 },
    { model: 'openai/second', circuit: 'closed', inFlight: 0, firstTokenP95Ms: null },
  ] as const;
  await using plane = await startControlPlane({ modelHealth: () => models });
  expect((await plane.call('GET /status')).body.models).toEqual(models);
});
