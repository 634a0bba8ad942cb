import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type {
  Agent,
  Model,
  CreatedAgentKey,
  Provider,
  ProviderCheck,
  ProviderModel,
} from '@jackfield/control-plane';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

let upstream: FakeUpstream;
let folder: DataFolder;
let images: ReturnType<typeof createServer>;
let imageUrl: string;
let program: Program;
let url: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  folder = await dataFolder();
  images = createServer((_request, response) => response.end(pixel));
  await new Promise<void>((resolve) => images.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = images.address() as AddressInfo;
  imageUrl = `http://127.0.0.1:${port}/pixel`;
  const { baseUrls, credentials } = upstream;
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: baseUrls.openai,
    OPENAI_API_KEY: credentials.openai,
    MISTRAL_BASE_URL: baseUrls.mistral,
    MISTRAL_API_KEY: credentials.mistral,
    GEMINI_BASE_URL: baseUrls.gemini,
    GEMINI_API_KEY: credentials.gemini,
    BEDROCK_BASE_URL: baseUrls.bedrock,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.bedrock.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.bedrock.secretAccessKey,
    ANTHROPIC_BASE_URL: baseUrls.anthropic,
    ANTHROPIC_API_KEY: credentials.anthropic,
    JACKFIELD_ALLOW_IMAGE_ENDPOINTS: `127.0.0.1:${port}`,
    POLYLLM_BASE_URL: baseUrls.polyllm,
    POLYLLM_API_KEY: credentials.polyllm,
  });
  url = await program.ready;
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await new Promise((resolve) => images.close(resolve));
  await folder[Symbol.asyncDispose]();
});

/** A picture of one white pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAusB9Y8nKJ4AAAAASUVORK5CYII=',
  'base64',
);

const call = restCalls(
  () => url,
  (text) => {
    if (/canary|Signature=[0-9a-f]/.test(text))
      throw new Error(`An answer holds a credential: ${text}`);
  },
);

const ids = ['openai', 'mistral', 'gemini', 'bedrock', 'anthropic', 'polyllm'] as const;

/** What each vendor says to a credential that is wrong, in its own words. */
const wrong: readonly [(typeof ids)[number], Record<string, string>, number, RegExp][] = [
  ['openai', { apiKey: 'sk-canary' }, 401, /"message": ?"Incorrect API key provided/],
  ['mistral', { apiKey: 'canary' }, 401, /"detail": ?"Unauthorized"/],
  ['gemini', { apiKey: 'canary' }, 400, /API key not valid/],
  [
    'bedrock',
    { region: 'us-east-1', accessKeyId: 'AKIAWRONG', secretAccessKey: 'canary' },
    403,
    /security token included in the request is invalid/,
  ],
  ['bedrock', { region: 'us-east-1', bearerToken: 'canary' }, 403, /./],
  ['anthropic', { apiKey: 'canary' }, 401, /invalid x-api-key/],
];

describe('checking a provider', () => {
  test.each(ids)('asks %s for its models with the environment’s credentials', async (id) => {
    const check = await call<ProviderCheck>(`POST /providers/${id}/check`);
    expect(check).toMatchObject({ ready: true, status: 200, words: null });
    expect(check.message).toMatch(/took the credentials\. It lists \d+ model/);
    expect(upstream.seen.at(-1)).toMatchObject({ vendor: id, method: 'GET', status: 200 });
  });

  test('takes a Bedrock API key as a bearer token', async () => {
    const { bearer: bearerToken } = upstream.credentials.bedrock;
    await call('PUT /providers/bedrock/credentials', { region: 'us-east-1', bearerToken });
    const check = await call<ProviderCheck>('POST /providers/bedrock/check');
    await call<Provider>('DELETE /providers/bedrock/credentials');
    expect(check).toMatchObject({ ready: true, status: 200 });
    expect(upstream.seen.at(-1)?.headers.authorization).toMatch(/^Bearer /);
  });

  test.each(wrong)('shows what %s says to %j', async (id, credentials, status, words) => {
    await call(`PUT /providers/${id}/credentials`, credentials);
    const check = await call<ProviderCheck>(`POST /providers/${id}/check`);
    await call<Provider>(`DELETE /providers/${id}/credentials`);
    expect(check).toMatchObject({ ready: false, status });
    expect(check.message).toContain('refused the credential');
    expect(check.words).toMatch(words);
  });
});

describe('refreshing from a provider', () => {
  test.each<[(typeof ids)[number], string, Partial<ProviderModel>]>([
    ['openai', 'gpt-4o', { state: 'listed', shutDownOn: '2027-01-14' }],
    ['openai', 'gpt-4.1', { state: 'not_listed', listedAs: null }],
    ['mistral', 'mistral-large-latest', { state: 'listed', catalogueId: 'mistral/mistral' }],
    ['mistral', 'mistral-medium-2508', { state: 'new', shutDownOn: '2026-08-31' }],
    ['gemini', 'gemini-3.8-flash', { state: 'listed' }],
    ['bedrock', 'amazon.nova-micro-v1:0', { state: 'listed', catalogueId: 'bedrock/nova-micro' }],
    [
      'bedrock',
      'global.anthropic.claude-haiku-4-5-20251001-v1:0',
      { state: 'listed', listedAs: 'anthropic.claude-haiku-4-5-20251001-v1:0' },
    ],
    [
      'anthropic',
      'claude-haiku-5-5',
      { state: 'listed', catalogueId: 'anthropic/claude-haiku-5.5' },
    ],
  ])('compares the list of %s with the catalogue: %s', async (id, upstreamModel, expected) => {
    const { items } = await call<{ items: ProviderModel[] }>(`GET /providers/${id}/models`);
    expect(items.find((item) => item.upstreamModel === upstreamModel)).toMatchObject(expected);
  });

  test('gives lines that the catalogue takes, and changes nothing before', async () => {
    const before = await call<{ items: Model[] }>('GET /models');
    const { items } = await call<{ items: ProviderModel[] }>('GET /providers/mistral/models');
    const { yaml } = items.find(({ state }) => state === 'new') ?? {};
    expect(await call<{ items: Model[] }>('GET /models')).toEqual(before);
    await writeFile(join(folder.path, 'catalog.yaml'), yaml ?? '');
    const added = async (): Promise<unknown> => {
      const { items: models } = await call<{ items: Model[] }>('GET /models');
      return models.find(({ id }) => id === 'mistral/mistral-small-latest');
    };
    await expect.poll(added).toMatchObject({ provider: 'mistral', selectable: true });
  });
});

describe('an agent', () => {
  let agent: Agent;
  let key: string;

  beforeAll(async () => {
    agent = await call<Agent>('POST /agents', { name: 'Front desk' });
    ({ key } = await call<CreatedAgentKey>(`POST /agents/${agent.id}/keys`, { name: 'test' }));
  });

  /** Chooses the model, then posts one turn with the agent's key. */
  async function turn(model: string, content: unknown): Promise<Response> {
    await call(`PUT /agents/${agent.id}/model-setting`, { model });
    return fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content }] }),
    });
  }

  test.each([
    ['openai', 'openai/gpt-6-luna'],
    ['mistral', 'mistral/mistral-small-4'],
    ['gemini', 'gemini/gemini-3.8-flash'],
    ['bedrock', 'bedrock/claude-haiku-4.5'],
    ['anthropic', 'anthropic/claude-haiku-5.5'],
    ['anthropic', 'anthropic/claude-haiku-4.5'],
    ['polyllm', 'polyllm/polyllm'],
  ] as const)('is answered by %s when its model is %s', async (vendor, model) => {
    const response = await turn(model, 'Hello, wörld');
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'Hello, wörld' }, finish_reason: 'stop' }],
    });
    expect(response.headers.get('x-jackfield-model')).toBe(model);
    expect(upstream.seen.at(-1)).toMatchObject({ vendor, status: 200 });
  });

  test('has an image fetched from where the operator allows it, for a provider of bytes alone', async () => {
    const image = { type: 'image_url', image_url: { url: imageUrl } };
    const response = await turn('bedrock/claude-haiku-4.5', [{ type: 'text', text: 'Hi' }, image]);
    expect(response.status).toBe(200);
    const source = { bytes: pixel.toString('base64') };
    expect(upstream.seen.at(-1)?.body).toMatchObject({
      messages: [{ content: [{ text: 'Hi' }, { image: { format: 'png', source } }] }],
    });
  });
});

test('a provider without credentials is asked nothing', async () => {
  const seen = upstream.seen.length;
  await using other = await dataFolder();
  await using bare = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: other.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
  });
  const response = await fetch(`${await bare.ready}/api/v1/providers/openai/check`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({
    code: 'provider_not_ready',
    detail: expect.stringContaining('OPENAI_API_KEY'),
  });
  expect(upstream.seen).toHaveLength(seen);
});
