import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { startProgram, type Program } from './start-program.ts';

/** An admin tries a model before switching to it; each test goes on from the one before. */
describe('a bake-off in a browser', () => {
  let program: Program;
  let upstream: FakeUpstream;
  let browser: Browser;
  let page: Page;
  let agentId = '';
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    upstream = await startFakeUpstream({
      // One model knows about Sundays, the other is brief.
      script: ({ model }) => ({
        reply: {
          text:
            model === 'gpt-4o'
              ? [
                  'We ',
                  'are ',
                  'open ',
                  'from ',
                  'nine ',
                  'to ',
                  'five, ',
                  'and ',
                  'on ',
                  'Sunday.',
                ]
              : ['We ', 'are ', 'open ', 'from ', 'nine ', 'to ', 'five.'],
        },
      }),
    });
    [program, browser] = await Promise.all([
      startProgram({
        OPENAI_BASE_URL: upstream.baseUrls.openai,
        OPENAI_API_KEY: upstream.credentials.openai,
      }),
      openBrowser(),
    ]);
    const context = await browser.newContext({
      baseURL: program.url,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
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
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.getByRole('heading', { name: 'Board' }).waitFor();
    agentId = (await call('POST', '/agents', { name: 'Front desk' }))['id'] ?? '';
    await call('PUT', `/agents/${agentId}/model-setting`, { model: 'openai/gpt-4o-mini' });
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await upstream?.close();
  });

  const call = (method: string, path: string, body?: unknown) =>
    callRest<Record<string, string>>(page, method, path, body);

  const panel = (name: string) => page.getByRole('dialog', { name });

  it('says what a test set is, and makes one with a typed case', async () => {
    await page.goto(`/agents/${agentId}`);
    await page.getByRole('navigation', { name: 'Agent Settings' }).getByText('Bake-off').click();
    await page.getByRole('heading', { name: 'No test set yet' }).waitFor();
    expect(await inspectPage(page, 'bake-off-empty')).toEqual([]);
    await page.getByRole('button', { name: 'Make a test set' }).click();
    await panel('New test set').getByLabel('Name', { exact: true }).fill('Opening hours');
    await page.keyboard.press('Enter');
    const set = panel('Opening hours');
    await set.getByRole('button', { name: 'Type a case' }).click();
    await set.getByLabel('What the caller says').fill('When do you open?');
    await set.getByRole('button', { name: 'Add an assertion' }).click();
    await set.getByLabel('Text', { exact: true }).fill('open');
    expect(await inspectPage(page, 'bake-off-case', { everywhere: true })).toEqual([]);
    await set.getByRole('button', { name: 'Save case' }).click();
    await set.getByText('says “open”').waitFor();
  });

  it('imports JSON Lines, and names line and field of what is wrong', async () => {
    const set = panel('Opening hours');
    await set.getByRole('button', { name: 'Import JSON Lines' }).click();
    const field = set.getByLabel('Cases, a JSON object a line');
    const lines = Array.from({ length: 5 }, (_, index) =>
      JSON.stringify({
        messages: [{ role: 'user', content: `Are you open on day ${index + 1}?` }],
        assertions: [{ kind: 'contains', text: index === 4 ? 'Sunday' : 'open' }],
      }),
    );
    await field.fill(`${lines.join('\n')}\n{"messages":[]}`);
    await set.getByRole('button', { name: 'Import', exact: true }).click();
    await set.getByText('line 6: messages', { exact: true }).waitFor();
    expect(await inspectPage(page, 'bake-off-import')).toEqual([]);
    await field.fill(lines.join('\n'));
    await set.getByRole('button', { name: 'Import', exact: true }).click();
    await set.getByRole('heading', { name: '6 cases' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows what callers said, where that is kept, before it is taken', async () => {
    await call('POST', `/agents/${agentId}/test-sets`, { name: 'As callers say it' });
    await call('PUT', `/agents/${agentId}/capture`, { retentionDays: 7 });
    await call('POST', `/agents/${agentId}/chat/completions`, {
      messages: [{ role: 'user', content: 'Is there parking?' }],
    });
    await page.reload();
    await page.getByRole('button', { name: 'As callers say it' }).click();
    const set = panel('As callers say it');
    await set.getByRole('button', { name: 'From captured turns' }).click();
    await set.getByRole('checkbox', { name: 'Is there parking?' }).waitFor();
    expect(await inspectPage(page, 'bake-off-captured')).toEqual([]);
    await set.getByRole('button', { name: 'Add 1 case' }).click();
    await set.getByRole('heading', { name: '1 case' }).waitFor();
    await set.getByRole('button', { name: 'Edit Is there parking?' }).click();
    await set.getByRole('button', { name: 'Add an assertion' }).click();
    await set.getByLabel('The answer').selectOption({ label: 'Calls the tool' });
    await set.getByLabel('Tool', { exact: true }).fill('find_parking');
    await set.getByLabel('Arguments it must hold, as JSON').fill('[1]');
    await set.getByRole('button', { name: 'Save case' }).click();
    await set.getByText('Write one JSON object.').waitFor();
    await set.getByLabel('Arguments it must hold, as JSON').fill('{"near":true}');
    await set.getByRole('button', { name: 'Save case' }).click();
    await set.getByText('calls find_parking with its arguments').waitFor();
    await set.getByRole('button', { name: 'Delete test set' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('As callers say it is deleted').waitFor();
  });

  it('says what it will take, runs beside the model in use, and gives a verdict', async () => {
    await page.goto(`/agents/${agentId}/bake-off?candidate=openai/gpt-4o`);
    const form = panel('Start a bake-off');
    await form.getByText('12 turns').waitFor();
    expect(await inspectPage(page, 'bake-off-start', { everywhere: true })).toEqual([]);
    await form.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('12 of 12 turns').waitFor();
    const verdict = await page.getByRole('note', { name: 'Verdict' }).innerText();
    expect(verdict).toContain('GPT-4o passes 6 of 6 cases (100%); GPT-4o Mini passes 5 of 6');
    expect(verdict).toContain('With only 6 cases');
    await page.getByRole('row', { name: /^GPT-4o Mini.*5 of 6/ }).waitFor();
    expect(await inspectPage(page, 'bake-off', { everywhere: true })).toEqual([]);
  });

  it('shows the cases that did not pass, and what each model said to them', async () => {
    await page.getByLabel('Shown').selectOption({ label: 'Where something did not pass' });
    const cases = page.getByRole('region', { name: 'Case by case' });
    await expect.poll(() => cases.getByText('Not passed').count()).toBe(1);
    await cases.getByText('It does not say “Sunday”.').waitFor();
    expect(await cases.locator('ins').allInnerTexts()).toEqual([', and on Sunday']);
    await page.getByLabel('Shown').selectOption({ label: 'Where an answer differs' });
    await expect.poll(() => cases.locator('ins').count()).toBe(6);
  });

  it('uses a model by keyboard after asking, with the revision that was seen', async () => {
    await page.getByRole('button', { name: 'Use this one: GPT-4o', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Use GPT-4o', exact: true })
      .click();
    await page.getByText('GPT-4o is live').first().waitFor();
    const setting = await call('GET', `/agents/${agentId}/model-setting`);
    expect([setting['model'], setting['revision']]).toEqual(['openai/gpt-4o', 2]);
  });

  it('says what happened when it can’t be loaded, and deletes it after asking', async () => {
    await page.route('**/bake-offs/*', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.reload();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    expect(await inspectPage(page, 'bake-off-failed')).toEqual([]);
    await page.unroute('**/bake-offs/*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('None was started yet.', { exact: false }).waitFor();
    expect(faultsOfPage).toEqual([]);
  });
});
