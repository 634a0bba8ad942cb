import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Model, Provider, ProviderCheck, ProviderModel } from '@jackfield/control-plane';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  folder = await dataFolder();
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
    POLYLLM_BASE_URL: baseUrls.polyllm,
    POLYLLM_API_KEY: credentials.polyllm,
  });
  url = await program.ready;
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

/** Sends `METHOD /path` with the admin's token; the answer's type is the caller's to know. */
async function call<Answer>(request: string, body?: unknown): Promise<Answer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  expect(text).not.toMatch(/canary|Signature=[0-9a-f]/);
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  // Holds where a test asks for the type that the REST contract gives this path.
  return (text === '' ? null : JSON.parse(text)) as Answer;
}

const ids = ['openai', 'mistral', 'gemini', 'bedrock', 'polyllm'] as const;

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
