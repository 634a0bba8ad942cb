import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

/** Answers the discovery with the given token endpoint, and counts who comes. */
async function startIssuer(answer: (issuer: string) => object) {
  let requests = 0;
  let issuer = '';
  const server = createServer((_, response) => {
    requests += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(issuer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    get requests() {
      return requests;
    },
    [Symbol.asyncDispose]: async () => void (await new Promise((end) => server.close(end))),
  };
}

const options = {
  clientId: 'c',
  clientSecret: new Secret('s'),
  allowedDomains: new Set<string>(),
  defaultRole: 'none' as const,
};

it('answers 502 when the provider speaks of somebody else, and asks again the next time', async () => {
  await using other = await startIssuer(() => ({ issuer: 'https://somebody.example' }));
  await using plane = await startControlPlane({
    singleSignOn: { ...options, issuer: new URL(other.issuer) },
  });
  for (const times of [1, 2]) {
    const answer = await plane.call('GET /single-sign-on', { token: null });
    expect([answer.status, answer.body.code, other.requests]).toEqual([
      502,
      'sso_unreachable',
      times,
    ]);
  }
  expect(plane.logged.join()).toContain('could not be begun');
});

it('dials the issuer alone of what is private: not our own port, and no byte to another', async () => {
  await using inner = await startIssuer(() => ({}));
  const ownPorts = new Set([Number(new URL(inner.issuer).port)]);
  await using plane = await startControlPlane({
    ownPorts,
    singleSignOn: { ...options, issuer: new URL(inner.issuer) },
  });
  expect((await plane.call('GET /single-sign-on', { token: null })).status).toBe(502);
  expect(inner.requests).toBe(0);
});
