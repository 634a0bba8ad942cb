import { afterEach, expect, it, vi } from 'vitest';
import { request } from './request.ts';

afterEach(() => void vi.unstubAllGlobals());

const answering = (response: Response): void =>
  void vi.stubGlobal('fetch', () => Promise.resolve(response));

it('says in words that an answer broke off', async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('network error')),
  });
  answering(new Response(body));
  await expect(request('GET', '/agents')).rejects.toMatchObject({ code: 'connection_lost' });
});

it('doesn’t take a page that a proxy answers with for one that broke off', async () => {
  answering(new Response('<html>Down for maintenance</html>'));
  await expect(request('GET', '/agents')).rejects.toMatchObject({ code: 'unexpected_answer' });
});

it('says to a person that the session has ended, without the words for programs', async () => {
  const problem = {
    status: 401,
    code: 'not_signed_in',
    title: 'Sign in first',
    detail: 'Sign in on the page, or send an API token as "Authorization: Bearer …".',
    requestId: 'req_1',
    firstAdmin: false,
  };
  answering(Response.json(problem, { status: 401 }));
  await expect(request('PUT', '/agents/agt_1/model-setting', { body: {} })).rejects.toMatchObject({
    status: 401,
    title: 'Your session had ended',
    message: 'Nothing was changed. Sign in, then try again.',
    requestId: 'req_1',
    body: { firstAdmin: false },
  });
});
