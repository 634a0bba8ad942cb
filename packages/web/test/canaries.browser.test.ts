import {
  findCanaries,
  makeCertificateAuthority,
  newCanary,
  startEchoUpstream,
  type EchoUpstream,
} from '@jackfield/fake-upstream';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { placesOfPage } from './places-of-page.ts';
import { startProgram, type Program } from './start-program.ts';
import { watchPage, type Seen, type WatchedPage } from './watch-page.ts';

const authority = makeCertificateAuthority();
const client = authority.forClient('jackfield');

/** A credential of every kind, each of which is nobody's. What the program makes is added once it is made. */
const canaries: Record<string, string> = {
  adminToken: newCanary(),
  password: newCanary(),
  wrongPassword: newCanary(),
  openai: newCanary(),
  gemini: newCanary(),
  savedMistral: newCanary(),
  typedAnthropic: newCanary(),
  bearer: newCanary(),
  xApiKey: newCanary(),
  // A line of it stands for the whole.
  clientKey: client.key.split('\n')[5] ?? '',
};
const canary = (name: string): string => canaries[name] ?? '';

/** An admin who gives every credential there is, to upstreams that say back what they are sent. */
describe('credentials in a browser', () => {
  let program: Program;
  let upstream: EchoUpstream;
  let browser: Browser;
  let page: Page;
  let watched: WatchedPage;
  const ids: Record<string, string> = {};
  const walked = new Set<string>();

  beforeAll(async () => {
    upstream = await startEchoUpstream();
    [program, browser] = await Promise.all([
      startProgram({
        JACKFIELD_ADMIN_TOKEN: canary('adminToken'),
        JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
        OPENAI_API_KEY: canary('openai'),
        OPENAI_BASE_URL: upstream.url,
        GEMINI_API_KEY: canary('gemini'),
        GEMINI_BASE_URL: upstream.url,
        MISTRAL_BASE_URL: upstream.url,
        ANTHROPIC_BASE_URL: upstream.url,
      }),
      openBrowser(),
    ]);
    page = await openPage(browser, program, []);
    watched = watchPage(page);
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await upstream?.[Symbol.asyncDispose]();
  });

  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: true });

  /** What holds a canary of all that was seen, each said once; `shows` is what is there to be seen. */
  function leaks(seen: readonly Seen[], shows: readonly string[] = []): string[] {
    const others = Object.entries(canaries).filter(([name]) => !shows.includes(name));
    const found = seen.flatMap(([where, text]) =>
      findCanaries(text, Object.fromEntries(others)).map((what) => `${where}: ${what}`),
    );
    return [...new Set(found)];
  }

  async function expectNothing(): Promise<void> {
    expect(leaks(await watched.standing())).toEqual([]);
    expect(leaks(await watched.takePassing())).toEqual([]);
  }

  /** The one answer that may hold what it made, and the one view that shows it, until it is put away. */
  async function expectShownOnce(name: string, answer: string, view: Locator): Promise<void> {
    const passing = await watched.takePassing();
    expect(leaks(passing.filter(([where]) => where !== `answer to ${answer}`))).toEqual([]);
    expect(leaks(passing)).not.toEqual([]);
    expect(leaks(passing, [name])).toEqual([]);
    const standing = await watched.standing();
    expect(leaks(standing, [name])).toEqual([]);
    expect(leaks(standing.filter(([where]) => !where.startsWith('markup')))).toEqual([]);
    expect(await view.innerText()).toContain(canary(name));
    await page.getByRole('button', { name: 'I have it' }).click();
    await view.waitFor({ state: 'detached' });
    await expectNothing();
  }

  it('keeps the one-time link and the password to the page that asks for them', async () => {
    canaries['firstAdminToken'] = /#token=([\w-]+)/.exec(program.firstAdminLink)?.[1] ?? '';
    await page.goto(program.firstAdminLink);
    await choosePassword(page, canary('password'));
    const cookies = await page.context().cookies();
    canaries['session'] = cookies.find(({ name }) => name === 'jackfield_session')?.value ?? '';
    expect(canary('session').length).toBeGreaterThan(20);
    expect(leaks(await watched.standing())).toEqual([]);
    const passing = await watched.takePassing();
    // The address of the link itself; what stands after its `#` is sent to nobody.
    expect(leaks(passing.filter(([where]) => where !== 'address'))).toEqual([]);
  });

  it('forgets a provider’s credential as soon as it is given', async () => {
    await callRest(page, 'PUT', '/providers/mistral/credentials', {
      apiKey: canary('savedMistral'),
    });
    await page.goto('/providers?provider=anthropic');
    await page.getByLabel('API key', { exact: true }).fill(canary('typedAnthropic'));
    // While it is typed it is in its field, and in no markup that a style or an extension could read.
    const typed = (await watched.standing()).filter(([where]) => !where.startsWith('fields'));
    expect(leaks(typed)).toEqual([]);
    await button('Save credentials').click();
    await page.getByText('Anthropic’s credentials are stored, not checked yet').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectNothing();
  });

  it('shows a check of a provider that says back the credential without it', async () => {
    await page.goto('/providers');
    for (const provider of ['OpenAI', 'Gemini', 'Mistral', 'Anthropic']) {
      await page.getByRole('button', { name: new RegExp(`^Check of .*${provider}`) }).click();
    }
    await page.getByRole('status').filter({ hasText: 'after' }).nth(3).waitFor();
    expect(upstream.asked()).toBeGreaterThan(3);
    await expectNothing();
  });

  it('connects an endpoint that says back what it is sent, and repeats none of it', async () => {
    await page.goto('/connections/new');
    await page.getByLabel('Name', { exact: true }).fill('Echo');
    await page.getByLabel('URL', { exact: true }).fill(upstream.url);
    await page.getByLabel('Model ID').fill('echo-1');
    await button('Continue').click();
    await page.getByLabel('Credential', { exact: true }).fill(canary('bearer'));
    const typed = (await watched.standing()).filter(([where]) => !where.startsWith('fields'));
    expect(leaks(typed)).toEqual([]);
    await button('Check the endpoint').click();
    await page.getByRole('heading', { name: 'Not ready to connect' }).waitFor();
    await expectNothing();
    for (const each of await page.getByRole('button', { name: 'Copy curl command' }).all()) {
      await each.click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(leaks([['clipboard', copied]])).toEqual([]);
    }
    await button('Connect anyway…').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('A test');
    await dialog.getByRole('button', { name: 'Connect anyway' }).click();
    await page.getByRole('heading', { name: 'Echo', level: 1 }).waitFor();
    ids['connectionId'] = new URL(page.url()).pathname.split('/')[2] ?? '';
    await expectNothing();
  });

  it('says nothing of the credentials given over REST, of a client’s private key neither', async () => {
    await callRest(page, 'POST', '/connections', {
      name: 'By x-api-key',
      url: upstream.url,
      modelId: 'm',
      auth: { method: 'x-api-key', credential: canary('xApiKey') },
    });
    const made = await callRest(page, 'POST', '/connections', {
      name: 'By certificate',
      url: upstream.url.replace('http:', 'https:'),
      modelId: 'm',
      auth: { method: 'none' },
      tls: {
        caCertificates: authority.certificate,
        clientCertificate: client.certificate,
        clientKey: client.key,
      },
    });
    await page.goto(`/connections/${made.id}/edit`);
    await button('Continue').click();
    await page.getByRole('button', { name: /^TLS / }).click();
    await page.getByText('Leave empty to keep the one that is sealed.').waitFor();
    await expectNothing();
    await page.goto('/connections');
    await button('Check now: By x-api-key').click();
    await page.getByText('By x-api-key failed its check').waitFor();
    await button('Check now: By certificate').click();
    await page.getByText('By certificate failed its check').waitFor();
    await expectNothing();
  });

  it('shows an agent’s key once, beside the snippets that hold it', async () => {
    const agent = await callRest(page, 'POST', '/agents', { name: 'Front desk' });
    ids['agentId'] = agent.id;
    const model = `byom/${ids['connectionId']}`;
    await callRest(page, 'PUT', `/agents/${agent.id}/model-setting`, { model });
    await page.goto(`/agents/${agent.id}/keys`);
    await page.getByLabel('Key name').fill('Phone');
    await button('Create key').click();
    const shown = page.getByRole('region', { name: 'New key' });
    const key = await shown.getByText(/^jf_agent_/).innerText();
    canaries['agentKey'] = key.replace('jf_agent_', '');
    await expectShownOnce('agentKey', `POST /api/v1/agents/${agent.id}/keys`, shown);
  });

  it('shows an API token once', async () => {
    await page.goto('/account');
    await page.getByLabel('Token name').fill('Nightly report');
    await button('Create token').click();
    const shown = page.getByRole('region', { name: 'New token' });
    const token = await shown.getByText(/^jf_user_/).innerText();
    canaries['apiToken'] = token.replace('jf_user_', '');
    await expectShownOnce('apiToken', 'POST /api/v1/me/tokens', shown);
  });

  it('shows an invitation link once', async () => {
    await page.goto('/people?user=new');
    const panel = page.getByRole('dialog', { name: 'Invite somebody' });
    await panel.getByLabel('Name', { exact: true }).fill('Edith');
    await panel.getByRole('button', { name: 'Make the invitation link' }).click();
    const shown = panel.getByRole('region', { name: 'Invitation' });
    const link = await shown.getByText(/#token=/).innerText();
    canaries['invitation'] = /#token=([\w-]+)/.exec(link)?.[1] ?? '';
    await expectShownOnce('invitation', 'POST /api/v1/users', shown);
  });

  it('shows a webhook’s signing secret once', async () => {
    await page.goto('/alerts?webhook=new');
    const panel = page.getByRole('dialog', { name: 'Add a webhook' });
    await panel.getByLabel('Name', { exact: true }).fill('Pager');
    await panel.getByLabel('URL', { exact: true }).fill(upstream.url);
    await panel.getByRole('button', { name: 'Add webhook' }).click();
    const shown = panel.getByRole('region', { name: 'Signing secret' });
    const secret = await shown.getByText(/^whsec_/).innerText();
    canaries['signingSecret'] = secret.replace('whsec_', '');
    await expectShownOnce('signingSecret', 'POST /api/v1/webhooks', shown);
  });

  it('answers a wrong password without repeating it', async () => {
    await page.goto('/account');
    await page.getByLabel('Current password', { exact: true }).fill(canary('wrongPassword'));
    await page.getByLabel('New password', { exact: true }).fill(canary('wrongPassword'));
    await button('Change password').click();
    await page.getByText('This is not your current password.').waitFor();
    const seen = [...(await watched.standing()), ...(await watched.takePassing())];
    expect(leaks(seen.filter(([where]) => !where.startsWith('fields')))).toEqual([]);
  });

  it('carries a turn that its upstream refuses with the credential in its words', async () => {
    await page.goto(`/agents/${ids['agentId']}/playground`);
    await page.getByLabel('Message').fill('Hello');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByRole('button', { name: /again/i }).waitFor();
    await expectNothing();
  });

  it('has none of them in any place of the page', async () => {
    const users = await callRest(page, 'GET', '/users');
    const projects = await callRest(page, 'GET', '/projects');
    const { connectionId = '', agentId = '' } = ids;
    const webhooks = await callRest(page, 'GET', '/webhooks');
    const turns = await callRest(page, 'GET', '/turns');
    const requestId = String(Reflect.get(turns.items[0] ?? {}, 'requestId'));
    const checks = await callRest(page, 'GET', `/connections/${connectionId}/checks`);
    const places: readonly [place: string, search?: string][] = [
      ['/'],
      ['/models'],
      ['/models', `?model=byom%2F${connectionId}`],
      ['/models/lifecycle'],
      ['/connections'],
      ['/connections/new'],
      ['/connections/$connectionId'],
      ['/connections/$connectionId', `?check=${checks.items[0]?.id}`],
      ['/connections/$connectionId/edit'],
      ['/providers'],
      ['/providers', '?provider=mistral'],
      ['/providers', '?models=openai'],
      ['/people'],
      ['/people', `?user=${users.items[0]?.id}`],
      ['/projects'],
      ['/projects', `?project=${projects.items[0]?.id}`],
      ['/account'],
      ['/alerts'],
      ['/alerts', `?webhook=${webhooks.items[0]?.id}`],
      ['/turns'],
      ['/turns/$requestId'],
      ['/usage'],
      ['/audit'],
      ['/status'],
      ['/agents/$agentId'],
      ['/agents/$agentId/history'],
      ['/agents/$agentId/budget'],
      ['/agents/$agentId/keys'],
      ['/agents/$agentId/playground'],
      ['/agents/$agentId/compare'],
      ['/agents/$agentId/bake-off'],
      ['/agents/$agentId/instructions'],
      ['/agents/$agentId/turns'],
      ['/sign-in', '?refused=sso_failed'],
      ['/first-admin'],
      ['/set-password'],
    ];
    for (const [place, search = ''] of places) {
      walked.add(place);
      const path = place
        .replace('$agentId', agentId)
        .replace('$connectionId', connectionId)
        .replace('$requestId', requestId);
      await page.goto(`${path}${search}`);
      await page.waitForLoadState('networkidle');
      await page.getByRole('heading').first().waitFor();
      await expectNothing();
    }
    expect([...walked].toSorted()).toEqual(await placesOfPage());
  });

  it('has none of them once nobody is signed in', async () => {
    await page.goto('/');
    await button(/Your menu/).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Password', { exact: true }).fill(canary('wrongPassword'));
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong.').waitFor();
    const seen = [...(await watched.standing()), ...(await watched.takePassing())];
    expect(leaks(seen.filter(([where]) => !where.startsWith('fields')))).toEqual([]);
  });

  it('would be found: in an attribute, a text, the storage, an address, the console or an answer', async () => {
    await page.reload();
    await watched.takePassing();
    await page.evaluate((text) => {
      document.body.setAttribute('data-a', btoa(`x${text}`));
      document.body.append(text.slice(0, 10));
      localStorage.setItem('a', encodeURIComponent(text));
      sessionStorage.setItem('a', text);
      history.pushState(null, '', `?a=${text}`);
      history.replaceState(null, '', '/sign-in');
      // oxlint-disable-next-line eslint/no-console -- It is what is to be found.
      console.log(text.slice(-9));
    }, canary('bearer'));
    const seen = [...(await watched.standing()), ...(await watched.takePassing())];
    const where = new Set(leaks(seen).map((leak) => leak.split(/ of |: /, 1)[0]));
    expect(where).toEqual(
      new Set(['address', 'console', 'localStorage', 'markup', 'sessionStorage']),
    );
  });
});
