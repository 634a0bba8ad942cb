import { Secret } from '@jackfield/gateway-config';
import type { Endpoint } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { canary } from '../../../test/make-connection.ts';
import { listingOf, startControlPlane } from '../../../test/start-control-plane.ts';

const providerEnvironment = { openai: { apiKey: new Secret(canary) } };

it('answers 200 when the provider took the credentials, without a turn', async () => {
  const asked: [string, Endpoint][] = [];
  await using plane = await startControlPlane({
    providerEnvironment,
    listModels: async (provider, endpoint) => {
      asked.push([provider, endpoint]);
      return listingOf({ message: 'It lists 3 models.' });
    },
  });
  const answer = await plane.call('POST /providers/openai/check');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    ready: true,
    message: 'OpenAI took the credentials. It lists 3 models.',
    url: 'https://models.example.com/v1/models',
    status: 200,
    words: null,
    checkedAt: '2026-11-24T00:00:00.000Z',
    durationMs: 12,
  });
  expect(asked).toMatchObject([
    ['openai', { baseUrl: 'https://api.openai.com/v1', auth: { kind: 'header' } }],
  ]);
  expect(plane.tried).toEqual([]);
  expect(answer.text).not.toContain(canary);
});

it("answers 200 with the vendor's own words when it refused them", async () => {
  const words = '{"error":{"message":"Incorrect API key provided."}}';
  await using plane = await startControlPlane({
    providerEnvironment,
    listModels: async () => listingOf({ ok: false, status: 401, message: 'Refused.', words }),
  });
  const answer = await plane.call('POST /providers/openai/check');
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ ready: false, message: 'Refused.', status: 401, words });
  expect(plane.tried).toEqual([]);
});

it.each([403, 404, 405])(
  'tries a turn where the list decides nothing, as with %d',
  async (status) => {
    await using plane = await startControlPlane({
      providerEnvironment,
      listModels: async () => listingOf({ ok: false, status, message: 'No list.' }),
    });
    const answer = await plane.call('POST /providers/openai/check');
    expect(answer.body).toMatchObject({
      ready: true,
      message: expect.stringContaining('It answers turns, tried with upstream-'),
      words: null,
    });
    expect(plane.tried).toMatchObject([{ provider: 'openai' }]);
  },
);

it('answers 404 to a provider that there is not', async () => {
  await using plane = await startControlPlane();
  for (const id of ['none', 'byom']) {
    expect((await plane.call(`POST /providers/${id}/check`)).status).toBe(404);
  }
});

it('answers 409 that says what is missing, and calls nobody', async () => {
  await using plane = await startControlPlane({
    listModels: () => Promise.reject(new Error('It was called.')),
  });
  const answer = await plane.call('POST /providers/openai/check');
  expect([answer.status, answer.body.code]).toEqual([409, 'provider_not_ready']);
  expect(answer.body.detail).toContain('OPENAI_API_KEY');
});
