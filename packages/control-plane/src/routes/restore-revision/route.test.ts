import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

async function agentWithTwoRevisions(plane: TestControlPlane): Promise<string> {
  const id = await makeAgent(plane, 'openai/lively');
  await plane.call(`PUT /agents/${id}/model-setting`, { body: { model: 'openai/second' } });
  return id;
}

it('answers 200 with a new revision that holds the old content and says so', async () => {
  await using plane = await startControlPlane();
  const id = await agentWithTwoRevisions(plane);
  const answer = await plane.call(`POST /agents/${id}/model-setting/revisions/1/restore`, {
    headers: { 'if-match': '"2"' },
  });
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"3"']);
  expect(answer.body).toMatchObject({ model: 'openai/lively', revision: 3, restoredFrom: 1 });
  expect(plane.config().agentsById.get(id)?.setting?.revision).toBe(3);
  expect((await plane.call('GET /audit-events')).body.items[0]).toMatchObject({
    action: 'model_setting.restored',
    details: { revision: 3, restoredFrom: 1 },
  });
});

it('restores what a turn did when its model failed', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const failover = { retry: false, holdPhrase: { afterMs: 900, text: 'One moment.' } };
  await plane.call(`PUT /agents/${id}/model-setting`, {
    body: { model: 'openai/lively', failover },
  });
  await plane.call(`PUT /agents/${id}/model-setting`, { body: { model: 'openai/lively' } });
  const answer = await plane.call(`POST /agents/${id}/model-setting/revisions/1/restore`);
  expect(answer.body).toMatchObject({ revision: 3, failover });
  expect(plane.config().agentsById.get(id)?.setting?.failover).toMatchObject(failover);
});

it('answers 404 to a revision that there is not', async () => {
  await using plane = await startControlPlane();
  const id = await agentWithTwoRevisions(plane);
  for (const revision of ['3', '0', '-1', 'x', '1e0']) {
    const answer = await plane.call(
      `POST /agents/${id}/model-setting/revisions/${revision}/restore`,
    );
    expect([answer.status, answer.body.code]).toEqual([404, 'revision_unknown']);
  }
});

it('answers 409 when somebody else has saved meanwhile', async () => {
  await using plane = await startControlPlane();
  const id = await agentWithTwoRevisions(plane);
  const answer = await plane.call(`POST /agents/${id}/model-setting/revisions/1/restore`, {
    headers: { 'if-match': '"1"' },
  });
  expect([answer.status, answer.body.code]).toEqual([409, 'revision_conflict']);
  expect(answer.body.current.revision).toBe(2);
});

it('answers 412 to an If-Match that can not be read', async () => {
  await using plane = await startControlPlane();
  const id = await agentWithTwoRevisions(plane);
  const answer = await plane.call(`POST /agents/${id}/model-setting/revisions/1/restore`, {
    headers: { 'if-match': 'latest' },
  });
  expect(answer.status).toBe(412);
});

it('answers 422 to a revision whose model can no longer be chosen', async () => {
  await using plane = await startControlPlane();
  const id = await agentWithTwoRevisions(plane);
  await writeFile(
    join(plane.dataDir, 'catalog.yaml'),
    'models:\n  - id: openai/lively\n    availability: coming_soon\n',
  );
  expect(plane.controlPlane.reloadCatalogue()).toBe(true);
  const answer = await plane.call(`POST /agents/${id}/model-setting/revisions/1/restore`);
  expect([answer.status, answer.body.code]).toEqual([422, 'model_not_selectable']);
});
