import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

async function makeProject(plane: TestControlPlane, name: string): Promise<string> {
  return (await plane.call('POST /projects', { body: { name } })).body.id;
}

const names = (answer: { body: { items: { name: string }[] } }) =>
  answer.body.items.map(({ name }) => name);

it('answers 201, and 409 to a name there is', async () => {
  await using plane = await startControlPlane();
  const made = await plane.call('POST /projects', { body: { name: 'Retail' } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'Retail', role: 'admin', isDefault: false, agents: 0 });
  const again = await plane.call('POST /projects', { body: { name: 'RETAIL' } });
  expect([again.status, again.body.code]).toEqual([409, 'name_taken']);
  expect(names(await plane.call('GET /projects'))).toEqual(['Default', 'Retail']);
});

it('case 17: shows everybody but admins only what is in their projects', async () => {
  await using plane = await startControlPlane();
  const [retail, bank] = [await makeProject(plane, 'Retail'), await makeProject(plane, 'Bank')];
  const shop = await plane.call('POST /agents', { body: { name: 'Shop', projectId: retail } });
  const vault = await plane.call('POST /agents', { body: { name: 'Vault', projectId: bank } });
  const ours = await makeConnection(plane, { name: 'Ours', projectId: retail });
  const theirs = await makeConnection(plane, { name: 'Theirs', projectId: bank });
  await makeConnection(plane, { name: 'Everybody’s', projectId: bank, shared: true });
  for (const { body } of [shop, vault]) {
    const { id, projectId } = body;
    plane.controlPlane.recordTurn(turnOf(id, { projectId, startedAt: Date.now() }));
  }
  const ada = await join(plane, 'Ada', 'editor', [{ id: retail, role: 'editor' }]);
  expect(names(await ada.call('GET /projects'))).toEqual(['Retail']);
  expect(names(await ada.call('GET /agents'))).toEqual(['Shop']);
  expect(names(await ada.call('GET /connections'))).toEqual(['Everybody’s', 'Ours']);
  const models = (await ada.call('GET /models')).body.items;
  const brought = models.filter(({ provider }: { provider: string }) => provider === 'byom');
  expect(brought.map(({ name }: { name: string }) => name)).toEqual(['Everybody’s', 'Ours']);
  const usage = (await ada.call('GET /usage')).body.items;
  expect(usage.map(({ agentId }: { agentId: string }) => agentId)).toEqual([shop.body.id]);
  expect((await ada.call(`GET /usage?agentId=${vault.body.id}`)).body.items).toEqual([]);
  expect((await ada.call('GET /usage?by=total')).body.items).toMatchObject([{ turns: 1 }]);
  expect((await ada.call(`GET /usage?by=total&projectId=${bank}`)).body.items).toEqual([]);
  const turns = (await ada.call('GET /turns')).body.items;
  expect(turns.map(({ agentId }: { agentId: string }) => agentId)).toEqual([shop.body.id]);
  expect((await ada.call(`GET /turns?agentId=${vault.body.id}`)).body.items).toEqual([]);
  const events = (await ada.call('GET /audit-events')).body.items;
  const targets = events.map(({ target }: { target: { name: string } }) => target.name);
  expect(targets).toEqual(['Ours', 'Shop', 'Retail']);

  const choose = (agent: string, model: string) =>
    ada.call(`PUT /agents/${agent}/model-setting`, { body: { model } });
  expect((await choose(shop.body.id, ours.model)).status).toBe(200);
  const refused = await choose(shop.body.id, theirs.model);
  const unknown = await choose(shop.body.id, `byom/con_${'0'.repeat(20)}`);
  expect([refused.status, refused.body.code]).toEqual([422, 'model_unknown']);
  expect(refused.body.detail).toBe(unknown.body.detail);
  const setting = { model: ours.model, fallbacks: [{ model: theirs.model }] };
  const path = `PUT /agents/${shop.body.id}/model-setting`;
  const fallback = await ada.call(path, { body: setting });
  expect([fallback.status, fallback.body.code]).toEqual([422, 'model_unknown']);
  // Nothing that a gateway sends for her agent holds what belongs to another project.
  const published = plane.config().agentsById.get(shop.body.id)?.setting?.choices ?? [];
  expect(published.map(({ model }) => model.id)).toEqual([ours.model]);
  expect((await ada.call('GET /users')).status).toBe(403);
});

it('lets nobody but admins share a connection, or change one that is shared', async () => {
  await using plane = await startControlPlane();
  const bank = await makeProject(plane, 'Bank');
  const ada = await join(plane, 'Ada', 'editor');
  const own = await makeConnection(plane, { name: 'Own' });
  const share = await ada.call(`PATCH /connections/${own.id}`, { body: { shared: true } });
  expect([share.status, share.body.errors[0].field]).toEqual([403, 'shared']);
  const draft = { name: 'New', url: 'https://8.8.8.8/v1', modelId: 'm', auth: { method: 'none' } };
  const made = await ada.call('POST /connections', { body: { ...draft, shared: true } });
  expect(made.status).toBe(403);
  await plane.call(`PATCH /connections/${own.id}`, { body: { shared: true } });
  const { body: elsewhere } = await plane.call('POST /agents', {
    body: { name: 'Vault', projectId: bank },
  });
  await plane.call(`PUT /agents/${elsewhere.id}/model-setting`, { body: { model: own.model } });
  const rename = await ada.call(`PATCH /connections/${own.id}`, { body: { name: 'Mine' } });
  expect([rename.status, rename.body.code]).toEqual([403, 'role_missing']);
  const read = await ada.call(`GET /connections/${own.id}`);
  expect([read.status, read.body.usedBy]).toEqual([200, []]);
  const unshare = await plane.call(`PATCH /connections/${own.id}`, { body: { shared: false } });
  expect([unshare.status, unshare.body.code]).toEqual([409, 'connection_in_use']);
  expect(unshare.body.agents).toEqual([{ id: elsewhere.id, name: 'Vault' }]);
});

it('counts the lower of the role in the project and the one that is had everywhere', async () => {
  await using plane = await startControlPlane();
  const retail = await makeProject(plane, 'Retail');
  const agent = (await plane.call('POST /agents', { body: { name: 'A', projectId: retail } })).body;
  const rename = (who: typeof viewer) =>
    who.call(`PATCH /agents/${agent.id}`, { body: { name: 'B' } });
  const viewer = await join(plane, 'Vera', 'viewer', [{ id: retail, role: 'editor' }]);
  const editor = await join(plane, 'Edith', 'editor', [{ id: retail, role: 'viewer' }]);
  expect((await rename(viewer)).status).toBe(403);
  expect((await rename(editor)).status).toBe(403);
  await plane.call(`PUT /projects/${retail}/members/${editor.id}`, { body: { role: 'editor' } });
  expect((await rename(editor)).status).toBe(200);
  const { body } = await editor.call(`GET /projects/${retail}/members`);
  expect(body.items).toMatchObject([
    { name: 'Edith', role: 'editor', mayDo: 'editor' },
    { name: 'Vera', role: 'editor', mayDo: 'viewer' },
  ]);
  await plane.call(`DELETE /projects/${retail}/members/${editor.id}`);
  expect((await rename(editor)).status).toBe(404);
});

it('puts a new agent where it is told, else into the only project, else into Default', async () => {
  await using plane = await startControlPlane();
  const [retail, bank] = [await makeProject(plane, 'Retail'), await makeProject(plane, 'Bank')];
  const editorOf = (...ids: string[]) => ids.map((id) => ({ id, role: 'editor' as const }));
  const one = await join(plane, 'One', 'editor', editorOf(retail));
  const two = await join(plane, 'Two', 'editor', editorOf(retail, bank));
  const make = (who: typeof one, more = {}) =>
    who.call('POST /agents', { body: { name: 'Agent', ...more } });
  expect((await make(one)).body.projectId).toBe(retail);
  const unsaid = await make(two);
  expect([unsaid.status, unsaid.body.code]).toEqual([422, 'project_needed']);
  expect((await make(two, { projectId: bank })).body.projectId).toBe(bank);
  const { body: projects } = await plane.call('GET /projects');
  const byDefault = await plane.call('POST /agents', { body: { name: 'Agent' } });
  expect(projects.items.find(({ isDefault }: { isDefault: boolean }) => isDefault).id).toBe(
    byDefault.body.projectId,
  );
});

it('moves an agent only where its connections are', async () => {
  await using plane = await startControlPlane();
  const retail = await makeProject(plane, 'Retail');
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const move = () => plane.call(`PATCH /agents/${agent}`, { body: { projectId: retail } });
  const refused = await move();
  expect([refused.status, refused.body.code]).toEqual([409, 'connection_elsewhere']);
  await plane.call(`PUT /agents/${agent}/model-setting`, { body: { model: 'openai/lively' } });
  expect((await move()).body.projectId).toBe(retail);
});

it('deletes only an empty project, and never Default', async () => {
  await using plane = await startControlPlane();
  const retail = await makeProject(plane, 'Retail');
  const { body: agent } = await plane.call('POST /agents', {
    body: { name: 'Shop', projectId: retail },
  });
  const full = await plane.call(`DELETE /projects/${retail}`);
  expect([full.status, full.body.code, full.body.agents]).toEqual([409, 'project_in_use', 1]);
  await plane.call(`DELETE /agents/${agent.id}`);
  expect((await plane.call(`DELETE /projects/${retail}`)).status).toBe(204);
  const { body } = await plane.call('GET /projects');
  const kept = await plane.call(`DELETE /projects/${body.items[0].id}`);
  expect([kept.status, kept.body.code]).toEqual([409, 'project_default']);
  const renamed = await plane.call(`PATCH /projects/${body.items[0].id}`, {
    body: { name: 'Main' },
  });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'Main']);
});
