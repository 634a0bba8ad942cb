import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@jackfield/gateway-config';
import type { ListedModel } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { canary } from '../../../test/make-connection.ts';
import { listingOf, startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

function listed(id: string, more: Partial<ListedModel> = {}): ListedModel {
  return {
    id,
    name: null,
    aliases: [],
    deprecated: more.shutDownOn !== undefined,
    shutDownOn: null,
    contextWindow: null,
    maxOutputTokens: null,
    images: null,
    tools: null,
    ...more,
  };
}

/** A control plane whose provider lists these, and the rows it answers, by upstream model. */
async function compare(provider: string, models: readonly ListedModel[]) {
  const plane = await startControlPlane({
    providerEnvironment: {
      openai: { apiKey: new Secret(canary) },
      bedrock: { region: new Secret('eu-central-1'), bearerToken: new Secret(canary) },
    },
    listModels: async () => listingOf({ models }),
  });
  const answer = await plane.call(`GET /providers/${provider}/models`);
  return { plane, answer, [Symbol.asyncDispose]: () => plane.close() };
}

/** Puts a snippet where the operator would, and gives the model as it then stands. */
async function adopt(plane: TestControlPlane, yaml: string, id: string) {
  await writeFile(join(plane.dataDir, 'catalog.yaml'), yaml);
  expect(plane.controlPlane.reloadCatalogue()).toBe(true);
  const { body } = await plane.call('GET /models');
  return body.items.find((model: { id: string }) => model.id === id);
}

it('answers 200 with the catalogue beside the list, in one row a model', async () => {
  await using compared = await compare('openai', [
    listed('upstream-lively'),
    listed('upstream-second', { shutDownOn: '2027-03-01' }),
    listed('upstream-dying', { shutDownOn: '2099-01-14' }),
    listed('upstream-thinker', { deprecated: true }),
    listed('brand-new', { name: 'Brand New' }),
  ]);
  const { answer, plane } = compared;
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    url: 'https://models.example.com/v1/models',
    readAt: '2026-11-24T00:00:00.000Z',
  });
  const rows = answer.body.items.map((item: Record<string, unknown>) => [
    item['upstreamModel'],
    item['state'],
    item['catalogueId'],
    item['shutDownOn'],
    item['catalogueShutDownOn'],
    item['yaml'] !== null,
  ]);
  expect(rows).toEqual([
    ['upstream-lively', 'listed', 'openai/lively', null, null, false],
    ['upstream-second', 'shutdown_date', 'openai/second', '2027-03-01', null, true],
    ['upstream-thinker', 'deprecated', 'openai/thinker', null, null, true],
    ['upstream-dying', 'listed', 'openai/dying', '2099-01-14', '2099-01-14', false],
    ['upstream-dead', 'not_listed', 'openai/dead', null, '2026-10-23', false],
    ['brand-new', 'new', null, null, null, true],
  ]);
  const models = await plane.call('GET /models');
  expect(models.text).not.toContain('brand-new');
  expect(answer.text).not.toContain(canary);
});

it('gives lines for the operator’s catalogue that add a new model', async () => {
  await using compared = await compare('openai', [
    listed('vendor/brand new', {}),
    listed('org/brand-new', { name: 'Brand: "New" #1', contextWindow: 200_000, images: true }),
  ]);
  const { answer, plane } = compared;
  const [odd, row] = answer.body.items.filter((item: { state: string }) => item.state === 'new');
  // No file could name it.
  expect(odd.yaml).toBeNull();
  expect(await adopt(plane, row.yaml, 'openai/org-brand-new')).toMatchObject({
    name: 'Brand: "New" #1',
    providerName: 'OpenAI',
    selectable: true,
    contextWindow: 200_000,
    price: null,
    capabilities: { images: true },
    lifecycle: { status: 'active', source: 'https://models.example.com/v1/models' },
  });
});

it('gives lines that put a changed date over the catalogue’s', async () => {
  await using compared = await compare('openai', [
    listed('upstream-dying', { shutDownOn: '2098-12-01' }),
    listed('upstream-second', { shutDownOn: '2026-11-01' }),
  ]);
  const { answer, plane } = compared;
  const [second, , dying] = answer.body.items.slice(1);
  expect(await adopt(plane, dying.yaml, 'openai/dying')).toMatchObject({
    name: 'Dying',
    lifecycle: { status: 'deprecated', shutDownOn: '2098-12-01', readOn: '2026-11-24' },
  });
  expect(await adopt(plane, second.yaml, 'openai/second')).toMatchObject({
    lifecycle: { status: 'shut_down', shutDownOn: '2026-11-01' },
  });
});

it('knows a model again under another name of its own', async () => {
  await using compared = await compare('openai', [
    listed('upstream-lively-2', { aliases: ['upstream-lively', 'upstream-latest'] }),
    listed('upstream-latest', { aliases: ['upstream-lively-2', 'upstream-lively'] }),
  ]);
  const { answer, plane } = compared;
  expect(answer.body.items[0]).toMatchObject({
    upstreamModel: 'upstream-lively',
    listedAs: 'upstream-lively-2',
    state: 'renamed',
  });
  expect(answer.body.items.map((item: { state: string }) => item.state)).not.toContain('new');
  expect(answer.body.items[0].yaml).toContain('upstreamModel: upstream-lively-2');
  expect(await adopt(plane, answer.body.items[0].yaml, 'openai/lively')).toBeDefined();
});

it('compares an inference profile with the model behind it', async () => {
  const name = 'upstream-uncarried';
  await using compared = await compare('bedrock', [listed(name), listed('amazon.nova-v1:0')]);
  const { answer, plane } = compared;
  const [known, added] = answer.body.items;
  expect(known).toMatchObject({ state: 'listed', listedAs: name });
  expect(added.yaml).toContain('inference profile');
  const profile = added.yaml.replace('upstreamModel: amazon', 'upstreamModel: us-gov.amazon');
  await adopt(plane, profile, 'bedrock/amazon.nova-v1:0');
  const again = await plane.call('GET /providers/bedrock/models');
  expect(again.body.items.at(-1)).toMatchObject({
    upstreamModel: 'us-gov.amazon.nova-v1:0',
    listedAs: 'amazon.nova-v1:0',
    state: 'listed',
  });
});

it('answers 404 to a provider that there is not', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /providers/byom/models')).status).toBe(404);
});

it('answers 409 when the provider has no credentials', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('GET /providers/mistral/models');
  expect([answer.status, answer.body.code]).toEqual([409, 'provider_not_ready']);
});

it('answers 502 with the vendor’s own words when it gave no list', async () => {
  await using plane = await startControlPlane({
    providerEnvironment: { openai: { apiKey: new Secret(canary) } },
    listModels: async () =>
      listingOf({ ok: false, status: 500, message: 'It failed.', words: 'upstream says no' }),
  });
  const answer = await plane.call('GET /providers/openai/models');
  expect([answer.status, answer.body.code]).toEqual([502, 'model_list_failed']);
  expect(answer.body).toMatchObject({
    detail: 'OpenAI gave no list of its models. It failed.',
    upstreamStatus: 500,
    words: 'upstream says no',
  });
});
