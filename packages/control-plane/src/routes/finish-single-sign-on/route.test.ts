import { clientId, clientSecret, startOidcProvider } from '@jackfield/fake-upstream/oidc-provider';
import { Secret } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import type { SingleSignOnOptions } from '../../domain/access/sso/single-sign-on.ts';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';
import { Browser } from '../../../test/oidc-browser.ts';

const accounts = {
  ada: { email: 'Ada@example.com', email_verified: true, name: 'Ada Lovelace' },
  mallory: { email: 'ada@example.com', email_verified: false, name: 'Ada Lovelace' },
  eve: { email: 'eve@elsewhere.example', email_verified: true, name: 'Eve' },
};

async function start(change: Partial<SingleSignOnOptions> = {}) {
  const provider = await startOidcProvider(accounts);
  const plane = await startControlPlane({
    singleSignOn: {
      issuer: new URL(provider.issuer),
      clientId,
      clientSecret: new Secret(clientSecret),
      allowedDomains: new Set(),
      defaultRole: 'none',
      ...change,
    },
  });
  return {
    plane,
    async [Symbol.asyncDispose]() {
      await plane.close();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** Signs in as far as the page: gives the path it leads to, and the browser. */
async function signIn(plane: TestControlPlane, account: string, to = '/', browser = new Browser()) {
  const stop = (url: URL) =>
    url.origin === plane.origin && !url.pathname.startsWith('/api/v1/single-sign-on');
  const begun = `${plane.origin}/api/v1/single-sign-on?to=${encodeURIComponent(to)}`;
  const { url, response } = await browser.go(begun, stop);
  const { url: end } = response === null ? { url } : await browser.signInAt(url, account, stop);
  return { path: end.pathname + end.search, browser };
}

function me(plane: TestControlPlane, browser: Browser) {
  const session = browser.cookie(plane.origin, 'jackfield_session') ?? '';
  return plane.call('GET /me', {
    token: null,
    headers: { cookie: `jackfield_session=${session}` },
  });
}

it('signs an invited person in by their verified address, and from then on by who they are there', async () => {
  await using it = await start();
  const { plane } = it;
  const invited = { name: 'Ada', email: 'ada@example.com', role: 'editor' };
  await plane.call('POST /users', { body: invited });
  const { path, browser } = await signIn(plane, 'ada', '/models?model=x');
  expect(path).toBe('/models?model=x');
  expect((await me(plane, browser)).body).toMatchObject({
    name: 'Ada',
    role: 'editor',
    singleSignOn: true,
    hasPassword: false,
  });
  expect(browser.cookie(plane.origin, 'jackfield_single_sign_on')).toBeUndefined();
  const { body: users } = await plane.call('GET /users');
  await plane.call(`PATCH /users/${users.items[0].id}`, { body: { email: 'new@example.com' } });
  const again = await signIn(plane, 'ada');
  expect((await me(plane, again.browser)).body.name).toBe('Ada');
  expect(browser.visited.join()).toContain('code_challenge_method=S256');
  expect([...browser.visited, ...plane.logged].join()).not.toContain(clientSecret);
});

it('lets in nobody who is neither invited nor of an allowed domain, and says so on the page', async () => {
  await using it = await start({ allowedDomains: new Set(['example.com']), defaultRole: 'viewer' });
  const { plane } = it;
  const stranger = await signIn(plane, 'eve');
  expect(stranger.path).toBe('/sign-in?refused=sso_not_invited');
  expect((await me(plane, stranger.browser)).status).toBe(401);
  const unverified = await signIn(plane, 'mallory');
  expect(unverified.path).toBe('/sign-in?refused=sso_email_unverified');
  const known = await signIn(plane, 'ada');
  expect((await me(plane, known.browser)).body).toMatchObject({
    name: 'Ada Lovelace',
    role: 'viewer',
    projects: [{ name: 'Default', role: 'viewer' }],
  });
  expect((await plane.call('GET /users')).body.items).toHaveLength(1);
});

it('hands over no account that has a password to an address alone', async () => {
  await using it = await start();
  const { plane } = it;
  const ada = await join(plane, 'Ada', 'admin');
  await plane.call(`PATCH /users/${ada.id}`, { body: { email: 'ada@example.com' } });
  expect((await signIn(plane, 'ada')).path).toBe('/sign-in?refused=sso_not_invited');
});

it('lets in nobody who is disabled', async () => {
  await using it = await start();
  const { plane } = it;
  const body = { name: 'Ada', email: 'ada@example.com', role: 'viewer' };
  const { body: user } = await plane.call('POST /users', { body });
  await signIn(plane, 'ada');
  await plane.call(`PATCH /users/${user.id}`, { body: { disabled: true } });
  expect((await signIn(plane, 'ada')).path).toBe('/sign-in?refused=sso_disabled');
});

it('finishes nothing that this browser did not begin', async () => {
  await using it = await start({ allowedDomains: new Set(['example.com']), defaultRole: 'viewer' });
  const { plane } = it;
  const victim = new Browser();
  const attacker = new Browser();
  const isCallback = (url: URL) => url.pathname.endsWith('/callback');
  const begun = await attacker.go(`${plane.origin}/api/v1/single-sign-on`, isCallback);
  const { url } = await attacker.signInAt(begun.url, 'ada', isCallback);
  expect(isCallback(url)).toBe(true);
  const stop = (next: URL) => next.pathname === '/sign-in' || next.pathname === '/';
  expect((await victim.go(url.href, stop)).url.search).toBe('?refused=sso_failed');
  // Nor with a sign-in of its own under way, whose state is another.
  await victim.go(`${plane.origin}/api/v1/single-sign-on`, (next) => next.origin !== plane.origin);
  expect((await victim.go(url.href, stop)).url.search).toBe('?refused=sso_failed');
  expect((await me(plane, victim)).status).toBe(401);
});

it('leads to no other site afterwards', async () => {
  await using it = await start({ allowedDomains: new Set(['example.com']), defaultRole: 'viewer' });
  for (const to of ['//evil.example', 'https://evil.example/', '/\\evil.example', 'models']) {
    expect([to, (await signIn(it.plane, 'ada', to)).path]).toEqual([to, '/']);
  }
});

it('works where passwords are switched off, and tells the page of itself', async () => {
  await using it = await start({ allowedDomains: new Set(['example.com']), defaultRole: 'viewer' });
  await using plane = await it.plane.restart({ passwordSignIn: false });
  const { body } = await plane.call('GET /session', { token: null });
  expect(body).toMatchObject({
    passwordSignIn: false,
    singleSignOn: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  });
  expect((await me(plane, (await signIn(plane, 'ada')).browser)).status).toBe(200);
});

it('answers 404 where none is set up', async () => {
  await using plane = await startControlPlane();
  for (const path of ['/single-sign-on', '/single-sign-on/callback?code=x']) {
    const answer = await plane.call(`GET ${path}`, { token: null });
    expect([answer.status, answer.body.code]).toEqual([404, 'sso_not_set_up']);
  }
});
