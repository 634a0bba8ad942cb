import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlPlane } from './start-control-plane.ts';
import type { TestControlPlane } from './start-control-plane.ts';

/** The routes are read from the document, so a route that is added later is tested too. */
const plane = await startControlPlane();
const { body: document } = await plane.call('GET /openapi.json', { token: null });
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(
  ([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      request: `${method.toUpperCase()} ${path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, 'unknown')}`,
      method: method.toUpperCase(),
      hasId: path.includes('{id}'),
      isPublic: operation.security?.length === 0,
      hasBody: operation.requestBody !== undefined,
      operation,
    })),
);
const unsafe = operations.filter(({ method }) => method !== 'GET');
const withBody = operations.filter(({ hasBody }) => hasBody);

interface Operation {
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Record<string, unknown>;
}

const pastedCredentials = [
  'sk-canary-0123456789abcdefghij',
  `jf_agent_canary${'0'.repeat(20)}`,
  'Bearer canary-0123456789',
  'AKIACANARYcanary0000',
  `key_${'0'.repeat(20)}canary`,
  `canary${'0'.repeat(150)}`,
  'canary\0canary',
];

let cookie = '';

beforeAll(async () => {
  cookie = await signIn(plane);
});
afterAll(() => plane.close());

describe('every route', () => {
  it('stands in the document with a tag and a summary', () => {
    expect(operations.length).toBeGreaterThan(30);
    const bare = operations.filter(
      ({ operation }) => !operation.summary || operation.tags?.length !== 1,
    );
    expect(bare).toEqual([]);
  });

  it('has the name of its folder as its operationId, and shares it with none', async () => {
    const folders = await readdir(new URL('../src/routes/', import.meta.url));
    const names = new Set(
      folders.map((folder) =>
        folder.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      ),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
    expect(ids.filter((id) => id === undefined || !names.has(id))).toEqual([]);
  });

  it.each(operations.filter(({ isPublic }) => !isPublic))(
    'answers 401 without a credential: $request',
    async ({ request, operation }) => {
      for (const headers of [
        {},
        { authorization: 'Bearer wrong-token-of-more-than-32-characters' },
        { authorization: 'Basic YTpi' },
        { cookie: 'jackfield_session=nobody' },
        // A wrong token isn't made good by a cookie that is right.
        { authorization: 'Bearer wrong', cookie, 'sec-fetch-site': 'same-origin' },
      ]) {
        const answer = await plane.call(request, { token: null, headers });
        expect(answer.status).toBe(401);
        expect(answer.body).toMatchObject({ code: 'not_signed_in', status: 401 });
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      }
      expect(operation.responses).toHaveProperty('401');
    },
  );

  it.each(unsafe)(
    "case 34: answers 403 to another site's page: $request",
    async ({ request, operation }) => {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
      ]) {
        const answer = await plane.call(request, { token: null, headers: { cookie, ...headers } });
        expect(answer.status).toBe(403);
        expect(answer.body).toMatchObject({ code: 'cross_site' });
      }
      expect(operation.responses).toHaveProperty('403');
    },
  );

  it.each(unsafe.filter(({ isPublic }) => !isPublic))(
    'case 34: answers 403 to a cookie that no browser vouches for: $request',
    async ({ request }) => {
      const answer = await plane.call(request, { token: null, headers: { cookie } });
      expect(answer.status).toBe(403);
      expect(answer.body.detail).toContain('neither `Sec-Fetch-Site` nor `Origin`');
    },
  );

  it.each(operations.filter(({ hasId, hasBody }) => hasId && !hasBody))(
    'answers 404 to an unknown id: $request',
    async ({ request, operation }) => {
      const answer = await plane.call(request);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(operation.responses).toHaveProperty('404');
    },
  );

  it.each(operations.filter(({ hasId }) => hasId))(
    'repeats nothing of a credential that stands where an id should: $request',
    async ({ request, hasBody }) => {
      for (const pasted of pastedCredentials) {
        const answer = await plane.call(
          request.replaceAll('unknown', encodeURIComponent(pasted)),
          hasBody ? { body: {} } : {},
        );
        expect([404, 422]).toContain(answer.status);
        expect(answer.text).not.toContain('canary');
        expect(answer.text).not.toContain(pasted);
      }
    },
  );

  it('repeats an id of its own form that it does not know', async () => {
    const id = `agt_${'0'.repeat(20)}`;
    const { body } = await plane.call(`GET /agents/${id}`);
    expect(body.detail).toContain(`There is no agent with the id "${id}"`);
  });

  it.each(withBody)('refuses a body that is no JSON object it knows: $request', async (route) => {
    const { request, operation } = route;
    const broken = await plane.call(request, { raw: '{"secret-canary":' });
    expect([broken.status, broken.body.code]).toEqual([400, 'malformed_json']);
    expect(broken.text).not.toContain('canary');

    const deep = await plane.call(request, { raw: `${'['.repeat(70)}${']'.repeat(70)}` });
    expect([deep.status, deep.body.code]).toEqual([400, 'json_too_deep']);

    const large = await plane.call(request, { raw: JSON.stringify('x'.repeat(300_000)) });
    expect([large.status, large.body.code]).toEqual([413, 'body_too_large']);

    const form = await plane.call(request, {
      raw: 'name=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.body.code]).toEqual([415, 'not_json']);

    const list = await plane.call(request, { body: [] });
    expect(list.status).toBe(422);

    const prototype = await plane.call(request, { raw: '{"__proto__":{"name":"x"}}' });
    expect([prototype.status, prototype.body.errors[0].field]).toEqual([422, '__proto__']);

    const unstorable = await plane.call(request, { body: { name: 'a\0b' } });
    expect([unstorable.status, unstorable.body.code]).toEqual([422, 'validation_failed']);
    for (const status of ['400', '413', '415', '422']) {
      expect(operation.responses).toHaveProperty(status);
    }
  });

  it.each(withBody.filter(({ request }) => !request.includes('credentials')))(
    'refuses an unknown field by its name and without its value: $request',
    async ({ request }) => {
      const answer = await plane.call(request, { body: { surprise: 'secret-canary' } });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toContainEqual({
        field: 'surprise',
        message: 'There is no such field here; leave it out.',
      });
      expect(answer.text).not.toContain('canary');
    },
  );

  it('answers 404 at an unknown path, and 405 with the methods that there are', async () => {
    const unknown = await plane.call('GET /nothing');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
    const nameless = await plane.call('GET /agents/');
    expect([nameless.status, nameless.body.code]).toEqual([404, 'not_found']);
    const wrong = await plane.call('PUT /agents');
    expect([wrong.status, wrong.body.code]).toEqual([405, 'method_not_allowed']);
    expect(wrong.headers.get('allow')).toBe('GET, POST');
  });

  it('lets no cache keep an answer and no browser guess its type', async () => {
    const answer = await plane.call('GET /models');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

async function signIn(target: TestControlPlane): Promise<string> {
  const token = await target.controlPlane.firstAdminToken();
  const body = { token, password: 'correct horse battery' };
  const answer = await target.call('POST /first-admin', { token: null, body });
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}
