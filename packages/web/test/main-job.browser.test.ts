import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { startOwnEndpoint, type OwnEndpoint } from './own-endpoint.ts';
import { startProgram, type Program } from './start-program.ts';
import { startVendor, type Vendor } from './start-vendor.ts';

const password = 'a plug for every line';

/** One person's first hour, each test going on where the one before ended. */
describe('the main job in a browser', () => {
  let program: Program;
  let own: OwnEndpoint;
  let vendor: Vendor;
  let browser: Browser;
  let page: Page;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    [program, own, vendor, browser] = await Promise.all([
      startProgram(),
      startOwnEndpoint(),
      startVendor(),
      openBrowser(),
    ]);
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
  });

  /** What was said in passing would otherwise fade out in the middle of an inspection. */
  beforeEach(async () => {
    const dismiss = page.getByLabel('Dismiss');
    await dismiss.evaluateAll((buttons) => {
      for (const each of buttons) if (each instanceof HTMLElement) each.click();
    });
    await dismiss.first().waitFor({ state: 'detached' });
  });

  afterAll(async () => {
    await browser?.close();
    vendor?.stop();
    await Promise.all([program?.stop(), own?.stop()]);
  });

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const link = (name: string | RegExp): Locator => page.getByRole('link', { name });
  const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name });
  const modelField = (): Locator => page.getByRole('combobox', { name: 'Model', exact: true });
  /** What the focus is on, by the name it has for everybody. */
  const focused = (): Promise<string | null> =>
    page.evaluate(() => {
      const { activeElement: one } = document;
      const labels = one?.getAttribute('aria-labelledby')?.split(' ') ?? [];
      const label = labels.map((id) => document.getElementById(id)?.textContent).join(' ');
      return one?.getAttribute('aria-label') ?? (label || (one?.textContent ?? null));
    });
  const live = (words: RegExp): Promise<void> =>
    page.getByRole('status').filter({ hasText: words }).first().waitFor();

  it('tells a first visitor to open the one-time link', async () => {
    await page.goto('/models');
    await heading('Welcome to Jackfield').waitFor();
    expect(await inspectPage(page, 'welcome')).toEqual([]);
  });

  it('takes a password of twelve characters from the one-time link, and signs in', async () => {
    await page.goto(program.firstAdminLink);
    const field = page.getByLabel('Password', { exact: true });
    await field.fill('too short');
    await field.press('Enter');
    await page.getByText('Use at least 12 characters; this has 9.').waitFor();
    expect(await inspectPage(page, 'first-admin')).toEqual([]);
    await field.fill(password);
    await button('Set password and sign in').click();
    await heading('Board').waitFor();
  });

  it('leads an empty board to a model in one press', async () => {
    await heading(/Connect a model/).waitFor();
    expect(await inspectPage(page, 'first-run', { everywhere: true })).toEqual([]);
    await button('Connect the demo endpoint').click();
    await page.getByText('Ready: Demo endpoint').waitFor();
  });

  it('creates the first agent and leads to its model', async () => {
    await page.getByLabel('Name').fill('Front desk');
    await button('Create agent').click();
    await heading(/Large Language Model/).waitFor();
    await live(/No model is chosen yet/);
    expect(await button('Save').getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Choose a model first.').waitFor();
  });

  it('shows what is coming soon with the reason, and never lets it be chosen', async () => {
    await modelField().click();
    await page.getByLabel('Search models').fill('gemini 1.5');
    const option = page.getByRole('option', { name: /Gemini 1\.5/ });
    await option.getByText('Coming soon', { exact: true }).waitFor();
    await option.getByText(/Gemini 1\.5 is coming soon: /).waitFor();
    expect(await option.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await option.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByText('Choose a model', { exact: true }).waitFor();
  });

  it('chooses and saves by keyboard alone', async () => {
    await modelField().focus();
    await page.keyboard.press('ArrowDown');
    await page.getByLabel('Search models').waitFor();
    expect(await inspectPage(page, 'model-dropdown')).toEqual([]);
    await page.keyboard.type('demo');
    await page.getByRole('option', { name: /Demo endpoint/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Demo endpoint' }).waitFor();
    await page.keyboard.press('Control+s');
    await live(/Live now: Demo endpoint, revision 1/);
    await page.getByText('Nothing has changed yet.').waitFor();
  });

  it('asks before a model is chosen that its vendor ends, and offers its successor', async () => {
    await modelField().click();
    await page.getByLabel('Search models').fill('gpt-4o mini');
    await page.getByRole('option', { name: /^GPT-4o Mini/ }).click();
    const dialog = page.getByRole('alertdialog', { name: 'GPT-4o Mini is deprecated' });
    await dialog.waitFor();
    expect(await inspectPage(page, 'deprecated-model')).toEqual([]);
    await dialog.getByRole('button', { name: /Choose it, with .* as fallback/ }).click();
    // Nobody gave OpenAI's credentials yet, so a fallback there would be passed over.
    await page.getByText(/If GPT-4o Mini fails, the turn fails\. .* isn’t ready\./).waitFor();
    await heading('When you press Save').waitFor();
    expect(await inspectPage(page, 'model-changed')).toEqual([]);
    await button('Undo changes').click();
    await page.getByText('Nothing has changed yet.').waitFor();
    expect(await focused()).toBe('Save');
  });

  it('streams the agent’s answer in the playground, with what it took', async () => {
    await link('Playground').click();
    await page.getByLabel('Message').fill('Is the table by the window free at eight?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'Answer' });
    await answer.getByText('Is the table by the window free at eight?').waitFor();
    await answer.getByText(/Demo endpoint · revision 1 · first token .* ms · .*in all/).waitFor();
  });

  it('asks before unsaved changes are left behind', async () => {
    await link('Large Language Model').click();
    await button(/^Parameters/).click();
    await page.getByLabel('Temperature').fill('3');
    await page.getByText('Give a number from 0 to 2, or leave it empty.').waitFor();
    await page.getByText('A field can’t be read. Correct it first.').waitFor();
    await page.getByLabel('Temperature').fill('0.2');
    await link('Keys').click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
    await button('Stay').click();
    expect(await page.getByLabel('Temperature').inputValue()).toBe('0.2');
  });

  it('saves a changed parameter as the next revision', async () => {
    await page.getByText('Temperature 0.2. What the caller sends wins.').waitFor();
    await button('Save').click();
    await live(/Live now: Demo endpoint, revision 2/);
    expect(await button('Save').getAttribute('aria-disabled')).toBe('true');
  });

  it('shows somebody else’s save instead of overwriting it', async () => {
    await page.getByLabel('Temperature').fill('0.9');
    const agentId = /agents\/([^/]+)/.exec(page.url())?.[1];
    const status = await page.evaluate(async (id) => {
      const path = `/api/v1/agents/${id}/model-setting`;
      // The program answers its own documented shape.
      const setting = (await (await fetch(path)).json()) as { model: string };
      const answer = await fetch(path, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: setting.model, parameters: { max_tokens: 120 } }),
      });
      return answer.status;
    }, agentId);
    expect(status).toBe(200);
    await button('Save').click();
    const conflict = page.getByRole('alert', { name: 'Someone else saved' });
    await conflict.getByText(/saved revision 3/).waitFor();
    await conflict.getByText('120').first().waitFor();
    // Against what is live now, as the notice says it.
    const panel = page.getByRole('region', { name: 'What changes when you press Save' });
    await panel.getByText('120').waitFor();
    expect(await page.getByLabel('Temperature').inputValue()).toBe('0.9');
    expect(await inspectPage(page, 'conflict')).toEqual([]);
    await button('Load theirs, drop mine').click();
    await live(/Live now: Demo endpoint, revision 3/);
    expect(await page.getByLabel('Max tokens').inputValue()).toBe('120');
    expect(await focused()).toMatch(/^Model/);
  });

  it('restores an earlier revision', async () => {
    await link('History').click();
    await button('Compare revision 1 with live').click();
    await page.getByText('From live (revision 3) to revision 1').waitFor();
    await button('Restore revision 1').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Live now: Demo endpoint, revision 4').first().waitFor();
    await page.getByText('Restored from 1').waitFor();
    expect(await inspectPage(page, 'history')).toEqual([]);
    await link('Large Language Model').click();
    await live(/Live now: Demo endpoint, revision 4/);
    await page.getByText('All left to the model, or to what the caller sends.').waitFor();
  });

  it('says in plain words what happens when the model fails, and takes a change of it', async () => {
    const fold = button(/^If something goes wrong/);
    await fold.getByText('No other model takes over, and what may pass').waitFor();
    await fold.click();
    const early = page.getByRole('switch', { name: /^Start the fallback early/ });
    await early.press('Space');
    expect(await early.getAttribute('aria-checked')).toBe('false');
    await page.getByText('Add a fallback first.').first().waitFor();

    await button(/^Fallbacks/).click();
    await page.getByRole('combobox', { name: 'Add a fallback' }).click();
    await page.getByLabel('Search models').fill('gpt-6 luna');
    await page.getByRole('option', { name: /Luna/ }).first().click();
    await button(/^Fallbacks/).click();

    await page.getByRole('radio', { name: /the first sentence/ }).click();
    await early.press('Space');
    await page.getByRole('radio', { name: /a time you set/ }).click();
    await page.getByLabel('Late after').fill('12');
    await page.getByText('Give less than the first token deadline of 10 s').waitFor();
    await page.getByLabel('Late after').fill('0.9');
    await page.getByRole('switch', { name: /^Say something while callers wait/ }).click();
    await page.getByText('Give the words that a caller hears.').waitFor();
    await page.getByLabel('After', { exact: true }).fill('1.5');
    await page.getByLabel('Words').fill('One moment, please.');
    const words = page.getByText('when the answer takes longer than 1.5 s');
    await words.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    expect(await inspectPage(page, 'hold-phrase', { everywhere: true })).toEqual([]);
    await fold.evaluate((element) => element.scrollIntoView());
    expect(await inspectPage(page, 'if-something-goes-wrong', { everywhere: true })).toEqual([]);
    const panel = page.getByRole('region', { name: 'What changes when you press Save' });
    await panel.getByText('“One moment, please.” after 1.5 s').waitFor();
    await button('Save').click();
    await live(/Live now: Demo endpoint, revision 5/);
    // What has no credentials yet is never said to take over.
    await page.getByText(/^No other model takes over, .*hear “One moment, please.”/).waitFor();
    await page.getByText(/^Fallback 1: OpenAI has no API key yet/).waitFor();

    await link('History').click();
    const revision = page.getByRole('listitem').filter({ hasText: 'Revision 5' });
    await revision.getByText('after 0.9 s, in at most 10 % of turns').waitFor();
    await button('Restore revision 4').click();
    const asking = page.getByRole('alertdialog');
    await asking.getByText('Another model may take over until').waitFor();
    await asking.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Live now: Demo endpoint, revision 6').first().waitFor();
  });

  it('shows a new key once, and a program can call the agent with it', async () => {
    await link('Keys').click();
    await page.getByLabel('Key name').fill('Voice gateway');
    await page.getByLabel('Turns a minute').fill('1,5');
    await button('Create key').click();
    await page.getByRole('alert').getByText('Give a whole number from 1 to 1000000').waitFor();
    await page.getByLabel('Turns a minute').fill('60');
    await button('Create key').click();
    await heading('Copy this key now').waitFor();
    expect(await focused()).toBe('Copy key');
    await link('History').click();
    await page.getByRole('alertdialog', { name: 'Leave without copying the key?' }).waitFor();
    await button('Stay').click();
    const snippet = await page.getByLabel('curl snippet', { exact: true }).innerText();
    const key = /jf_agent_[\w-]+/.exec(snippet)?.[0] ?? '';
    const answer = await fetch(`${program.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Hello');
    await page.getByRole('tab', { name: 'Python' }).click();
    expect(await page.getByLabel('Python snippet', { exact: true }).innerText()).toContain(key);
    expect(await inspectPage(page, 'keys')).toEqual([]);
    await page.reload();
    await button('Revoke Voice gateway').waitFor();
    await page.getByText('at most 60 turns a minute').waitFor();
    expect(await page.content()).not.toContain(key);
    await button('Revoke Voice gateway').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await heading('No key yet').waitFor();
    await expect.poll(focused).toBe('All keys');
  });

  it('connects an endpoint that refuses the credential only anyway, in the upstream’s own words', async () => {
    await link('Connections').click();
    await link('Connect an endpoint').click();
    await page.getByLabel('Name').fill('Support model');
    await page.getByLabel('URL').fill(own.refusingUrl);
    await page.getByLabel('Model ID').fill('support-7b');
    await button('Continue').click();
    await page.getByLabel('Credential', { exact: true }).fill('not the right one');
    await button('Check the endpoint').click();
    await button(`Allow ${own.endpoint} and try again`).click();
    await heading('Not ready to connect').waitFor();
    await page.getByText('Incorrect API key provided.').first().waitFor();
    expect(await page.content()).not.toContain('not the right one');
    await button('Connect anyway…').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('The right key comes on Monday.');
    await dialog.getByRole('button', { name: 'Connect anyway' }).click();
    await heading(/^Support model$/).waitFor();
  });

  it('offers no deletion of a connection in use, and names who uses it', async () => {
    await link('Connections').first().click();
    await link('Demo endpoint').click();
    expect(await button('Delete').getAttribute('aria-disabled')).toBe('true');
    const section = page.getByRole('region', { name: 'Delete this connection' });
    await section.getByText('It is in use, and can be deleted once').waitFor();
    await section.getByRole('link', { name: 'Front desk' }).waitFor();
  });

  it('takes a provider’s credentials without ever showing them', async () => {
    await link('Providers').click();
    await button('Give credentials of OpenAI').click();
    const panel = page.getByRole('dialog', { name: 'OpenAI’s credentials' });
    await panel.getByLabel('API key', { exact: true }).fill('sk-no-real-key');
    expect(await inspectPage(page, 'provider-credentials')).toEqual([]);
    await panel.getByRole('button', { name: 'Save credentials' }).click();
    await button('Change credentials of OpenAI').waitFor();
    expect(await page.content()).not.toContain('sk-no-real-key');
  });

  it('checks a provider and compares its own list with the catalogue', async () => {
    await page.evaluate(
      (endpoint) =>
        fetch('/api/v1/allowed-endpoints', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ endpoint }),
        }),
      vendor.endpoint,
    );
    await link('Providers').click();
    await button('Give credentials of Mistral').click();
    const form = page.getByRole('dialog', { name: 'Mistral’s credentials' });
    await form.getByLabel('API key', { exact: true }).fill(vendor.apiKey);
    await form.getByLabel('Base URL').fill(vendor.baseUrl);
    await form.getByRole('button', { name: 'Save credentials' }).click();
    await form.waitFor({ state: 'detached' });
    const item = page.getByRole('listitem').filter({ hasText: 'Mistral' });
    await item.getByRole('button', { name: 'Check' }).click();
    await item.getByRole('status').filter({ hasText: 'Status 200' }).waitFor();
    expect(await inspectPage(page, 'provider-check')).toEqual([]);
    await item.getByRole('button', { name: 'Compare models' }).click();
    const panel = page.getByRole('dialog', { name: /Mistral’s models/ });
    await panel.getByRole('region', { name: 'Differences' }).waitFor();
    await panel.getByText('What to put into catalog.yaml').first().click();
    expect(await inspectPage(page, 'provider-models')).toEqual([]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('finds anything from the command palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Find an agent/ }).fill('front');
    await page.getByRole('option', { name: /Front desk/ }).waitFor();
    expect(await inspectPage(page, 'command-palette')).toEqual([]);
    await page.keyboard.press('Enter');
    await heading(/Large Language Model/).waitFor();
  });

  it('shows the board as a table that says all, and drawn', async () => {
    await page.evaluate(furnish, own.endlessUrl);
    await page.goto('/');
    const row = page.getByRole('row', { name: /Front desk/ });
    await row.getByText('Answering').waitFor();
    await page
      .getByRole('row', { name: /Pharmacy refills/ })
      .getByText(/Shut down/)
      .waitFor();
    await page
      .getByRole('row', { name: /Complaints/ })
      .getByText('No model chosen')
      .waitFor();
    expect(await inspectPage(page, 'board', { everywhere: true })).toEqual([]);
    await page.getByLabel('Search agents').fill('gpt-4');
    await row.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Pharmacy refills/ }).waitFor();
  });

  it('closes the upstream when Stop is pressed', async () => {
    await page.goto('/');
    await link('Story line').click();
    await link('Playground').click();
    await page.getByLabel('Message').fill('Tell me a story.');
    await page.keyboard.press('Enter');
    await page.getByText('Once upon a time').waitFor();
    await button('Stop').click();
    await page.getByText(/stopped by you/).waitFor();
    await own.left;
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says why a turn failed, and offers to send it again', async () => {
    await page.goto('/');
    await link('Loyalty club').click();
    await link('Playground').click();
    await page.getByLabel('Message').fill('How many points have I?');
    await page.keyboard.press('Enter');
    const failure = page.getByRole('alert');
    await failure.getByText(/The turn failed/).waitFor();
    await button('Send it again').click();
    await failure.getByText(/The turn failed/).waitFor();
  });

  it('has no accessibility fault on any page', async () => {
    await page.goto('/');
    await link('Reservations').click();
    await heading(/Large Language Model/).waitFor();
    expect(await inspectPage(page, 'agent-model', { everywhere: true })).toEqual([]);
    await link('Instructions & details').click();
    await page.getByLabel('Instructions', { exact: true }).waitFor();
    expect(await inspectPage(page, 'instructions')).toEqual([]);
    for (const [place, ready] of [
      ['Models', /^GPT-4o Mini$/],
      ['Providers', /OpenAI/],
    ] as const) {
      await link(place).click();
      await button(ready).first().waitFor();
      expect(await inspectPage(page, place.toLowerCase())).toEqual([]);
    }
    await link('Connections').click();
    await link('Support model').waitFor();
    expect(await inspectPage(page, 'connections')).toEqual([]);
    await link('Models').click();
    await button(/^GPT-4o Mini$/).click();
    await page.getByRole('dialog', { name: 'GPT-4o Mini' }).waitFor();
    expect(await inspectPage(page, 'model-details')).toEqual([]);
    await page.keyboard.press('Escape');
    await link('Audit').click();
    await page
      .getByRole('cell', { name: /Front desk/ })
      .first()
      .waitFor();
    expect(await inspectPage(page, 'audit')).toEqual([]);
    await link('Status').click();
    await heading('Gateways').waitFor();
    await page.getByRole('cell', { name: 'Closed, turns go to it' }).first().waitFor();
    expect(await inspectPage(page, 'status')).toEqual([]);
    await page.goto('/nowhere');
    await heading('There is no page here').waitFor();
    expect(await inspectPage(page, 'not-found')).toEqual([]);
  });

  it('signs out, and back in to where one wanted to go', async () => {
    await page.goto('/');
    await button(/Your menu/).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading('Sign in').waitFor();
    expect(await inspectPage(page, 'sign-in')).toEqual([]);
    await page.goto('/status');
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await heading('Gateways').waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});

/** Fills the board as a business would, through the REST API from inside the page. */
async function furnish(endlessUrl: string): Promise<void> {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok && !path.endsWith('/chat/completions')) throw new Error(`${path}: ${text}`);
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
  await call('POST', '/connections', {
    name: 'Story teller',
    url: endlessUrl,
    modelId: 'stories',
    auth: { method: 'none' },
  });
  // Answers are as the REST API documents them.
  const connections = (await call('GET', '/connections')) as {
    items: { name: string; model: string }[];
  };
  const brought = (name: string): string =>
    connections.items.find((connection) => connection.name === name)?.model ?? '';
  const agents: readonly [name: string, model: string | null, turns: number][] = [
    ['Reservations', 'openai/gpt-4o-mini', 0],
    ['Billing line', 'openai/gpt-6-luna', 0],
    ['After-hours', brought('Demo endpoint'), 2],
    ['Returns', brought('Demo endpoint'), 1],
    ['Loyalty club', brought('Support model'), 1],
    ['Pharmacy refills', 'openai/gpt-4', 0],
    ['Appointment reminders', 'openai/gpt-4o-mini', 0],
    ['Store locator', brought('Demo endpoint'), 1],
    ['Story line', brought('Story teller'), 0],
    ['Complaints', null, 0],
  ];
  for (const [name, model, turns] of agents) {
    // As above.
    const agent = (await call('POST', '/agents', { name })) as { id: string };
    if (model !== null) await call('PUT', `/agents/${agent.id}/model-setting`, { model });
    for (let turn = 0; turn < turns; turn += 1) {
      await call('POST', `/agents/${agent.id}/chat/completions`, {
        messages: [{ role: 'user', content: 'Hello' }],
        stream: true,
      });
    }
  }
}
