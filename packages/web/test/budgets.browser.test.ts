import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

/** A turn costs 0.30 dollars: two million tokens in, at the catalogue's 0.15 a million for GPT-4o Mini. */
const answer = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 2_000_000, completion_tokens: 0, total_tokens: 2_000_000 },
});

/** Somebody gives an agent a budget, spends it, and moves the agent off a model that ends; each test goes on. */
describe('budgets and ending models in a browser', () => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  let vendor: Server;
  let agentId = '';
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    vendor = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    const { port } = vendor.address() as AddressInfo;
    [program, browser] = await Promise.all([
      startProgram({
        OPENAI_API_KEY: 'sk-of-the-test',
        OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      }),
      openBrowser(),
    ]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
    agentId = (await call('POST', '/agents', { name: 'Front desk' })).id ?? '';
    await call('PUT', `/agents/${agentId}/model-setting`, { model: 'openai/gpt-4o-mini' });
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    vendor?.closeAllConnections();
    vendor?.close();
  });

  const call = (method: string, path: string, body?: unknown) =>
    callRest<Record<string, string>>(page, method, path, body);

  const say = () =>
    call('POST', `/agents/${agentId}/chat/completions`, {
      messages: [{ role: 'user', content: 'Hi' }],
    });

  it('says what was spent without a budget, and takes one with a stop', async () => {
    await say();
    await page.goto(`/agents/${agentId}/budget`);
    await page.getByText('This agent has no budget.', { exact: false }).waitFor();
    await page.getByText('$0.30').waitFor();
    expect(await inspectPage(page, 'budget-none')).toEqual([]);
    await page.getByLabel('Amount in US dollars').fill('nothing');
    await page.getByRole('button', { name: 'Save the budget' }).click();
    await page.getByText('Give a number from 0.01 to 1,000,000.').waitFor();
    await page.getByLabel('Amount in US dollars').fill('0.70');
    await page.getByRole('switch', { name: 'Refuse turns once it is spent' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save the budget' }).click();
    await page.getByText('The budget is saved').first().waitFor();
    // By its role, so that a screen reader has it too.
    await page.getByRole('button', { name: 'Dismiss' }).first().waitFor({ timeout: 2_000 });
    const meter = page.getByRole('meter', { name: 'Spent' });
    expect(await meter.getAttribute('aria-valuetext')).toBe('42 %, $0.30 of $0.70');
  });

  it('warns, then stops, and says so here, on the agent’s other pages and on the board', async () => {
    await say();
    await page.getByText('is nearly spent').waitFor();
    expect(await inspectPage(page, 'budget-warning')).toEqual([]);
    await say();
    await page.getByText(/^Turns are refused until/).waitFor();
    await expect(say()).rejects.toThrow('budget_exceeded');
    expect(await inspectPage(page, 'budget', { everywhere: true })).toEqual([]);
    await page.getByRole('navigation', { name: 'Agent Settings' }).getByText('Keys').click();
    await page.getByText(/^Its budget is spent: turns are refused until/).waitFor();
    await page.getByRole('link', { name: 'Board', exact: true }).first().click();
    const row = page.getByRole('row', { name: /Front desk/ });
    await row
      .getByText(/Its budget is spent/)
      .first()
      .waitFor();
  });

  it('carries turns again once the budget is removed', async () => {
    await page.goto(`/agents/${agentId}/budget`);
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the budget' }).click();
    await page.getByText('This agent has no budget.', { exact: false }).waitFor();
    expect(JSON.stringify(await say())).toContain('Hello.');
  });

  it('leads from the board to Lifecycle, and moves an agent to the successor after saying what changes', async () => {
    await page.goto('/');
    await page.getByText(/One agent names a model that ends\. GPT-4o Mini/).waitFor();
    expect(await inspectPage(page, 'board-ending-model')).toEqual([]);
    await page.getByRole('link', { name: 'Move to the successor on Lifecycle' }).click();
    const items = page.getByRole('list', { name: 'Agents and the models that end' });
    await items.getByText('GPT-4o Mini, its choice').waitFor();
    expect(await inspectPage(page, 'lifecycle', { everywhere: true })).toEqual([]);
    await items.getByRole('link', { name: /^Compare first with .* for Front desk$/ }).click();
    await page.getByRole('heading', { name: 'Bake-off', level: 1 }).waitFor();
    expect(new URL(page.url()).searchParams.get('candidate')).toMatch(/^openai\//);
    await page.goBack();
    await items.getByRole('button', { name: /^Move to .* for Front desk$/ }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Price per 1,000 turns').waitFor();
    expect(await inspectPage(page, 'lifecycle-move', { everywhere: true })).toEqual([]);
    await dialog.getByRole('button', { name: /^Move to / }).click();
    await page.getByText(/^Front desk is on .* now, revision 2$/).waitFor();
    await page.getByRole('heading', { name: 'No agent names a model that ends' }).waitFor();
    expect(await inspectPage(page, 'lifecycle-none')).toEqual([]);
  });

  it('undoes that by the revision before, and tells it on the agent’s model page too', async () => {
    await page.getByRole('button', { name: 'Undo for Front desk' }).click();
    await page.getByText('Front desk is back on GPT-4o Mini').first().waitFor();
    const setting = await call('GET', `/agents/${agentId}/model-setting`);
    expect(setting).toMatchObject({ revision: 3, restoredFrom: 1, model: 'openai/gpt-4o-mini' });
    await page.getByRole('link', { name: 'Front desk', exact: true }).click();
    await page.getByText(/^GPT-4o Mini: /).waitFor();
    expect(await inspectPage(page, 'model-setting-ending')).toEqual([]);
  });

  it('says what happened when neither can be loaded, and tries again when asked', async () => {
    for (const [path, place] of [
      ['dying-models', '/models/lifecycle'],
      [`agents/${agentId}/budget`, `/agents/${agentId}/budget`],
    ] as const) {
      const fails = `**/api/v1/${path}`;
      await page.route(fails, (route) => route.fulfill({ status: 503, body: '{}' }));
      await page.goto(place);
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
      await page.unroute(fails);
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    }
    expect(faultsOfPage).toEqual([]);
  });
});
