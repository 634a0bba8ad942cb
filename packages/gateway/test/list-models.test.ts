import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import { Secret, type Endpoint, type EndpointAuth } from '@jackfield/gateway-config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../src/providers/providers.ts';
import { startFakeUpstream as startPlainUpstream } from './fake-upstream.ts';
import { configOf, startGateway, type StartedGateway } from './start-gateway.ts';
import { authFor, vendorIds, wrongAuthFor } from './vendor-auth.ts';

let vendors: FakeUpstream;
let gateway: StartedGateway;
const { signal } = new AbortController();

beforeAll(async () => {
  vendors = await startFakeUpstream();
  gateway = await startGateway(configOf([]));
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await vendors.close();
});

function endpointAt(baseUrl: string, auth: EndpointAuth): Endpoint {
  return { ready: true, poolKey: 'list', baseUrl, auth, trusted: true };
}

describe.each(vendorIds)('the list of %s', (id) => {
  test.each(Object.entries(authFor(id)))('is read with %s', async (_name, auth) => {
    const endpoint = endpointAt(vendors.baseUrls[id], auth);
    const listing = await gateway.gateway.listModels(id, endpoint, signal);
    expect(listing).toMatchObject({ ok: true, status: 200, words: expect.any(String) });
    expect(listing.models.length).toBeGreaterThan(0);
    expect(vendors.seen.at(-1)).toMatchObject({ method: 'GET', vendor: id });
    expect(vendors.seen.at(-1)?.headers['content-type']).toBeUndefined();
  });

  test('with wrong credentials tells the vendor’s own words and no credential', async () => {
    const { auth, canary } = wrongAuthFor(id);
    const endpoint = endpointAt(vendors.baseUrls[id], auth);
    const listing = await gateway.gateway.listModels(id, endpoint, signal);
    expect(listing).toMatchObject({
      ok: false,
      message: expect.stringContaining('refused the credential'),
      models: [],
    });
    expect(listing.status).toBeGreaterThanOrEqual(400);
    expect(listing.words).toMatch(/message|Unauthorized/i);
    expect(JSON.stringify(listing)).not.toContain(canary);
  });
});

test('tells what each vendor says of its models', async () => {
  const listed = async (id: (typeof vendorIds)[number], model: string) => {
    const [auth] = Object.values(authFor(id));
    const endpoint = endpointAt(vendors.baseUrls[id], auth ?? { kind: 'none' });
    const { models } = await gateway.gateway.listModels(id, endpoint, signal);
    return models.find((one) => one.id === model);
  };
  expect(await listed('openai', 'gpt-4o')).toMatchObject({
    deprecated: true,
    shutDownOn: '2027-01-14',
  });
  expect(await listed('mistral', 'mistral-medium-2508')).toMatchObject({
    shutDownOn: '2026-08-31',
    contextWindow: 262_144,
    images: true,
    tools: true,
  });
  expect(await listed('gemini', 'gemini-3.8-flash')).toMatchObject({
    shutDownOn: null,
    contextWindow: 1_048_576,
    maxOutputTokens: 65_536,
  });
  expect(await listed('bedrock', 'anthropic.claude-3-5-haiku-20241022-v1:0')).toMatchObject({
    deprecated: true,
    shutDownOn: null,
    images: true,
  });
  expect(await listed('anthropic', 'claude-haiku-4-5-20251001')).toMatchObject({
    deprecated: false,
    contextWindow: 200_000,
  });
});

test.each([
  ['https://bedrock-runtime.eu-central-1.amazonaws.com', 'bedrock.eu-central-1.amazonaws.com'],
  ['https://bedrock-runtime-fips.us-east-1.amazonaws.com', 'bedrock-fips.us-east-1.amazonaws.com'],
  ['https://bedrock-runtime.example.com', 'bedrock-runtime.example.com'],
])('asks the neighbour of Bedrock’s runtime only at AWS: %s', (baseUrl, host) => {
  const url = providers.get('bedrock')?.modelList?.toRequest(baseUrl).url;
  expect(url?.href).toBe(`https://${host}/foundation-models?byOutputModality=TEXT`);
});

test.each([
  ['https://x.example/v1/chat/completions?api-version=1', 'openai', '/v1/models?api-version=1'],
  ['https://x.example/v1beta/', 'gemini', '/v1beta/models?pageSize=1000'],
  ['https://x.example/v1/', 'anthropic', '/v1/models?limit=1000'],
])('finds the list beside %s', (baseUrl, id, path) => {
  const url = providers.get(id)?.modelList?.toRequest(baseUrl).url;
  expect(url?.href).toBe(`https://x.example${path}`);
});

describe('what is no list', () => {
  test.each<[string, number, string, string]>([
    ['an HTML page', 200, '<html>Sign in</html>', 'not a list of models'],
    ['other JSON', 200, '{"data":{}}', 'not a list of models'],
    ['a path that is not there', 404, '{"detail":"Not Found"}', 'no list of models at this'],
    ['a redirect', 308, 'Moved', 'redirects to another address'],
    ['a failure', 500, 'oops', 'failed'],
  ])('is explained: %s', async (_name, status, body, message) => {
    await using upstream = await startPlainUpstream(
      (response) => void response.writeHead(status).end(body),
    );
    const endpoint = endpointAt(upstream.url, { kind: 'none' });
    const listing = await gateway.gateway.listModels('polyllm', endpoint, signal);
    expect(listing).toMatchObject({ ok: false, status, words: body, models: [] });
    expect(listing.message).toContain(message);
  });

  test('has its words cut, and an echoed credential taken out of all of it', async () => {
    const credential = new Secret('echoed-canary-51fe');
    await using upstream = await startPlainUpstream((response, { headers }) => {
      const key = String(headers['x-api-key']);
      const body = { data: [{ id: key }], error: null, more: `${key} `.repeat(1_000) };
      response.writeHead(200).end(JSON.stringify(body));
    });
    const auth = { kind: 'header', name: 'x-api-key', prefix: '', credential } as const;
    const listing = await gateway.gateway.listModels(
      'polyllm',
      endpointAt(upstream.url, auth),
      signal,
    );
    expect(listing.words).toHaveLength(4_000);
    expect(JSON.stringify(listing)).not.toContain('canary');
  });

  test('is given up when it is larger than 4 MB', async () => {
    await using upstream = await startPlainUpstream(
      (response) => void response.writeHead(200).end('x'.repeat(5_000_000)),
    );
    const endpoint = endpointAt(upstream.url, { kind: 'none' });
    const listing = await gateway.gateway.listModels('polyllm', endpoint, signal);
    expect(listing).toMatchObject({ ok: false, message: 'Its answer is larger than 4 MB.' });
  });

  test('is given up when nobody waits any more', async () => {
    const leaving = new AbortController();
    await using upstream = await startPlainUpstream(() => leaving.abort());
    const endpoint = endpointAt(upstream.url, { kind: 'none' });
    const listing = await gateway.gateway.listModels('polyllm', endpoint, leaving.signal);
    expect(listing).toMatchObject({ ok: false, message: expect.stringContaining('Nobody waits') });
    await upstream.seen.at(-1)?.closed;
  });

  test('is not asked for at a private address that nobody allowed', async () => {
    await using upstream = await startPlainUpstream();
    const endpoint = { ...endpointAt(upstream.url, { kind: 'none' }), trusted: false };
    const listing = await gateway.gateway.listModels('polyllm', endpoint, signal);
    expect(listing).toMatchObject({
      ok: false,
      status: null,
      message: expect.stringContaining('private address'),
    });
    expect(upstream.connections()).toBe(0);
  });

  test('is named when nothing listens there', async () => {
    const endpoint = endpointAt('http://127.0.0.1:1/v1', { kind: 'none' });
    const listing = await gateway.gateway.listModels('polyllm', endpoint, signal);
    expect(listing.message).toMatch(/connection refused.*ECONNREFUSED/);
  });
});
