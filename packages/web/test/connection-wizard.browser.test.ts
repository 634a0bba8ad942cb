import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEndpointToMend, type EndpointToMend } from './endpoint-to-mend.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { startProgram, type Program } from './start-program.ts';
import { startStrictTlsEndpoint, type StrictTlsEndpoint } from './strict-tls-endpoint.ts';

/** How a model owner connects an endpoint that almost speaks the format, each test going on from the last. */
describe('the connection wizard in a browser', () => {
  let program: Program;
  let own: EndpointToMend;
  let strict: StrictTlsEndpoint;
  let browser: Browser;
  let page: Page;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    [program, own, browser] = await Promise.all([
      startProgram(),
      startEndpointToMend(),
      openBrowser(),
    ]);
    strict = await startStrictTlsEndpoint(own.url);
    const context = await browser.newContext({
      baseURL: program.url,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => faultsOfPage.push(error.message));
    page.on('console', (message) => {
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isRefusal) faultsOfPage.push(message.text());
    });
    await page.goto(program.firstAdminLink);
    await page.getByLabel('Password', { exact: true }).fill('a plug for every line');
    await button('Set password and sign in').click();
    await heading('Board').waitFor();
  });

  /** What was said in passing would otherwise fade out in the middle of an inspection. */
  const dismissAll = async (): Promise<void> => {
    const dismiss = page.getByLabel('Dismiss');
    await dismiss.evaluateAll((buttons) => {
      for (const each of buttons) if (each instanceof HTMLElement) each.click();
    });
    await dismiss.first().waitFor({ state: 'detached' });
  };
  beforeEach(dismissAll);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([program?.stop(), strict?.stop(), own?.stop()]);
  });

  const button = (name: string | RegExp, exact = false): Locator =>
    page.getByRole('button', { name, exact });
  const link = (name: string | RegExp): Locator => page.getByRole('link', { name });
  const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name });
  const region = (name: string): Locator => page.getByRole('region', { name, exact: true });

  it('begins with the endpoint, and asks for what is missing', async () => {
    await link('Connections').click();
    await heading('No endpoint is connected').waitFor();
    await link('Connect an endpoint').click();
    await button('Continue').click();
    await page.getByLabel('Name').fill('Support model');
    await page.getByLabel('URL').fill('notaurl');
    await page.getByLabel('Model ID').fill('support-7b');
    await button('Continue').click();
    await page.getByText('This is not a URL.').waitFor();
    await page.getByLabel('URL').fill(own.url);
    expect(await inspectPage(page, 'connection-wizard')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByLabel('Credential', { exact: true }).fill(own.credential);
    expect(await inspectPage(page, 'connection-wizard-auth')).toEqual([]);
  });

  it('reaches a private address only once it is allowed, and tells how the check goes', async () => {
    await button('Check the endpoint').click();
    await button(`Allow ${own.endpoint} and try again`).waitFor();
    const release = own.hold();
    await button(`Allow ${own.endpoint} and try again`).click();
    const progress = region('Progress');
    await progress.getByText('Running').first().waitFor();
    await progress.getByText('Planned').first().waitFor();
    expect(await inspectPage(page, 'connection-wizard-checking', { everywhere: true })).toEqual([]);
    release();
    await heading('Not ready to connect').waitFor();
  });

  it('explains first what breaks callers, with what was sent and what came back', async () => {
    const [first] = await page.getByRole('article').all();
    expect(await first?.getAttribute('aria-label')).toBe('stream-ignored');
    await first?.getByText(/the caller hears silence/).waitFor();
    await first?.getByText('How to mend it').waitFor();
    await first?.getByLabel('What came back').getByText('chat.completion').waitFor();
    expect(await page.content()).not.toContain(own.credential);
    expect(await button('Connect', true).count()).toBe(0);
    expect(await inspectPage(page, 'connection-wizard-report', { everywhere: true })).toEqual([]);
    await first?.getByRole('button', { name: 'Copy curl command' }).click();
    await first?.getByRole('button', { name: 'curl command copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('"$API_KEY"');
    expect(copied).toContain(own.url);
    expect(copied).not.toContain(own.credential);
  });

  it('leads from a failed report back to the endpoint', async () => {
    await button('Change the endpoint').click();
    expect(await page.getByLabel('URL').inputValue()).toBe(own.url);
    await button('Continue').click();
    await button('Check the endpoint').click();
    await heading('Not ready to connect').waitFor();
  });

  it('connects what isn’t ready only for a reason', async () => {
    await button('Connect anyway…').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Connect anyway' }).click();
    await dialog.getByText('Say why, in a few words.').waitFor();
    expect(await inspectPage(page, 'connection-wizard-anyway')).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('asks before the steps are left behind', async () => {
    await link('Board').click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
    await button('Stay').click();
    await heading('Not ready to connect').waitFor();
  });

  it('finds the mended endpoint ready, and connects it with that check as its first', async () => {
    own.mend();
    await button('Check again', true).click();
    await heading(/^Ready to connect/).waitFor();
    expect(await inspectPage(page, 'connection-wizard-ready', { everywhere: true })).toEqual([]);
    await button('Connect', true).click();
    await heading(/^Support model$/).waitFor();
    await region('History of checks').getByRole('listitem').first().waitFor();
    expect(await region('History of checks').getByRole('listitem').count()).toBe(1);
    await page.getByText('Check passed').waitFor();
    await dismissAll();
    expect(await inspectPage(page, 'connection', { everywhere: true })).toEqual([]);
  });

  it('carries a turn of an agent that chooses it', async () => {
    await link('Board').click();
    await page.getByLabel('Name').fill('Front desk');
    await button('Create agent').click();
    await page.getByRole('combobox', { name: 'Model', exact: true }).click();
    await page.getByRole('option', { name: /Support model/ }).click();
    await button('Save', true).click();
    const live = page.getByRole('status').filter({ hasText: /Live now: Support model/ });
    await live.first().waitFor();
    await link('Playground').click();
    await page.getByLabel('Message').fill('Count to ten.');
    await page.keyboard.press('Enter');
    await page.getByText('one, two, three, four, five').waitFor();
  });

  it('ends a check when Stop is pressed, at the endpoint too', async () => {
    await link('Connections').click();
    await link('Support model').click();
    const before = own.left();
    const release = own.hold();
    await button('Check now').click();
    await region('Progress').getByText('Running').first().waitFor();
    await button('Stop').click();
    await heading('Stopped').waitFor();
    await expect.poll(() => own.left()).toBeGreaterThan(before);
    release();
  });

  it('checks a change before it is saved, with the credential that is sealed', async () => {
    await link('Edit').click();
    await page.getByLabel('Model ID').fill('support-8b');
    await button('Continue').click();
    await page.getByText('Leave empty to keep the one that is sealed.').waitFor();
    await button('Check the endpoint').click();
    await heading(/^Ready to connect/).waitFor();
    await button('Save', true).click();
    await heading(/^Support model$/).waitFor();
    await region('Facts').getByText('support-8b').waitFor();
    await page.getByText('Check passed').waitFor();
  });

  it('wants the credential again for another address', async () => {
    await link('Edit').click();
    await page.getByLabel('URL').fill('https://elsewhere.example.com/v1');
    await button('Continue').click();
    await page.getByText('Give the credential again').waitFor();
    const credential = page.getByLabel('Credential', { exact: true });
    expect(await credential.getAttribute('required')).not.toBeNull();
    await link('Connections').first().click();
    await button('Leave, drop my changes').click();
  });

  it('shows a check that fails in the list, on the board, and what was known before', async () => {
    own.breakDown();
    await button('Check now: Support model').click();
    await page
      .getByRole('row', { name: /Support model/ })
      .getByText('Check failed')
      .filter({ visible: true })
      .waitFor();
    await page.getByText('Support model failed its check').waitFor();
    await dismissAll();
    expect(await inspectPage(page, 'connection-wizard-list')).toEqual([]);
    await link('Board').click();
    await page
      .getByRole('row', { name: /Front desk/ })
      .getByText('Check failing')
      .waitFor();
    await link('Connections').click();
    await link('Support model').click();
    await heading('Not ready to connect').waitFor();
    await region('History of checks').getByRole('link').last().click();
    await page.getByText('This is an earlier check').waitFor();
    await page.getByText(/before the connection was changed/).waitFor();
    await heading(/^Ready to connect/).waitFor();
    expect(await inspectPage(page, 'connection-wizard-history')).toEqual([]);
  });

  it('switches a repair, and limits the turns it has at once', async () => {
    await region('Repairs')
      .getByRole('button', { name: /^Repairs/ })
      .click();
    await page.getByRole('switch', { name: 'Missing role' }).click();
    await page.getByText('Missing role: repair is off').waitFor();
    await dismissAll();
    await region('Turns at once')
      .getByRole('button', { name: /^Turns at once/ })
      .click();
    await page.getByLabel('At most').fill('many');
    await button('Save the limit').click();
    await page.getByText('Give a whole number from 1 to 10,000').waitFor();
    await page.getByLabel('At most').fill('50');
    await button('Save the limit').click();
    await page.getByText('The limit is saved').waitFor();
    await region('Turns at once').getByText('At most 50 in each gateway').waitFor();
    await dismissAll();
    await region('Turns at once')
      .getByRole('button', { name: /^Turns at once/ })
      .click();
    await region('Repairs').evaluate((fold) => fold.scrollIntoView({ block: 'center' }));
    expect(await inspectPage(page, 'connection-repairs')).toEqual([]);
  });

  it('shows the circuit that five failures opened, and closes it when told to', async () => {
    await page.evaluate(async () => {
      const { items } = await (await fetch('/api/v1/agents')).json();
      for (let turn = 0; turn < 5; turn += 1) {
        await fetch(`/api/v1/agents/${items[0].id}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
        });
      }
    });
    await link(/^Status$/).click();
    await page
      .getByText(/^Open, turns go to/)
      .filter({ visible: true })
      .first()
      .waitFor();
    expect(await inspectPage(page, 'status-circuit-open')).toEqual([]);
    await button('Close circuits').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close circuits' }).click();
    await page.getByText('Circuits closed').waitFor();
    await button('Close circuits').waitFor({ state: 'detached' });
    await link('Connections').click();
    await link('Support model').click();
    await region('Facts').waitFor();
  });

  it('tells of somebody else’s save while one edits, and leaves it as it is', async () => {
    const id = /connections\/([^/?]+)/.exec(page.url())?.[1] ?? '';
    await page.clock.install();
    await page.goto(`/connections/${id}/edit`);
    await page.getByLabel('Name').fill('Support model, staging');
    const status = await page.evaluate(async (path) => {
      const answer = await fetch(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ modelId: 'support-9b' }),
      });
      return answer.status;
    }, `/api/v1/connections/${id}`);
    expect(status).toBe(200);
    await page.clock.fastForward(31_000);
    const told = page.getByRole('alert').filter({ hasText: 'Somebody changed this connection' });
    await told.getByText(/model ID/).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Support model, staging');
    expect(await inspectPage(page, 'connection-wizard-conflict')).toEqual([]);
    await button('Save the name').click();
    await heading(/^Support model, staging$/).waitFor();
    await region('Facts').getByText('support-9b').waitFor();
  });

  it('says so where there is no such connection', async () => {
    await page.goto('/connections/con_nowhere');
    await heading('No such connection').waitFor();
    expect(await inspectPage(page, 'connection-wizard-missing')).toEqual([]);
  });

  it('connects a server that has certificates of its own, and asks who connects', async () => {
    own.mend();
    const status = await page.evaluate(async (endpoint) => {
      const body = JSON.stringify({ endpoint });
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/v1/allowed-endpoints', { method: 'POST', headers, body })).status;
    }, strict.endpoint);
    expect(status).toBe(201);
    await page.goto('/connections/new');
    await page.getByLabel('Name').fill('Strict model');
    await page.getByLabel('URL').fill(strict.url);
    await page.getByLabel('Model ID').fill('support-7b');
    await button('Continue').click();
    await page.getByLabel('Credential', { exact: true }).fill(own.credential);
    await button(/^TLS Public authorities are trusted; no client certificate/).click();
    await page.getByLabel('CA certificates').fill(strict.authority);
    await page.getByLabel('Client certificate', { exact: true }).fill(strict.client.certificate);
    await page.getByLabel('Private key of the client certificate').fill('not a key');
    await button('Check the endpoint').click();
    await button('Correct it').click();
    await page.getByText('Give the private key as PEM').waitFor();
    await page.getByText('Only your own authorities are trusted; a client certificate').waitFor();
    expect(await inspectPage(page, 'connection-wizard-tls')).toEqual([]);
    await page.getByLabel('Private key of the client certificate').fill(strict.client.key);
    await button('Check the endpoint').click();
    await heading('Ready to connect').waitFor();
    await button('Connect', true).click();
    await region('Facts')
      .getByText(/^authorities of its own, client certificate until/)
      .waitFor();
    expect(await page.content()).not.toContain(strict.client.key.split('\n')[5]);
    await page.goto(`${page.url()}/edit`);
    await button('Continue').click();
    await button(/^TLS Only your own authorities/).click();
    await page.getByText('Leave empty to keep the one that is sealed.').nth(1).waitFor();
    await page.getByLabel('Client certificate', { exact: true }).fill('another');
    await page.getByText('Give the private key again').waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
