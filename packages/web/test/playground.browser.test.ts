import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

const luna = 'openai/gpt-6-luna';

/** Somebody tries an agent, each test going on where the one before ended. */
describe('the playground and the comparison in a browser', () => {
  let program: Program;
  let upstream: FakeUpstream;
  let browser: Browser;
  let page: Page;
  let agentId = '';
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    [program, browser] = await Promise.all([
      startProgram({
        OPENAI_BASE_URL: upstream.baseUrls.openai,
        OPENAI_API_KEY: upstream.credentials.openai,
        MISTRAL_BASE_URL: upstream.baseUrls.mistral,
        MISTRAL_API_KEY: upstream.credentials.mistral,
      }),
      openBrowser(),
    ]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
    const instructions = 'You are the front desk of a hotel by the sea. Answer in one sentence.';
    agentId = (await callRest(page, 'POST', '/agents', { name: 'Front desk', instructions })).id;
    await callRest(page, 'PUT', `/agents/${agentId}/model-setting`, { model: luna });
    await page.goto(`/agents/${agentId}/playground`);
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await upstream?.close();
  });

  /** What was said in passing would otherwise fade out in the middle of an inspection. */
  beforeEach(async () => {
    const dismiss = page.getByLabel('Dismiss');
    await dismiss.evaluateAll((buttons) => {
      for (const each of buttons) if (each instanceof HTMLElement) each.click();
    });
    await dismiss.first().waitFor({ state: 'detached' });
  });

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const answers = (): Locator => page.getByRole('article', { name: 'Answer' });
  const say = async (words: string): Promise<void> => {
    await page.getByLabel('Message', { exact: true }).fill(words);
    await page.keyboard.press('Enter');
  };
  /** The label of what has the focus. */
  const focused = (): Promise<string | null> =>
    page.evaluate(() => {
      const { activeElement: one } = document;
      const label = one instanceof HTMLTextAreaElement ? one.labels[0]?.textContent : null;
      return one?.getAttribute('aria-label') ?? label ?? null;
    });
  const sent = (): unknown => upstream.seen.at(-1)?.body;

  it('says under an answer what it took, by the server’s record', async () => {
    await say('The table by the window is free at eight. Shall I book it?');
    const facts = answers().getByRole('status');
    await facts
      .getByText(/first sentence .* · in all .* · .* tokens in, \d+ out · cost \$/)
      .waitFor();
    await answers().getByRole('link', { name: 'Open the turn' }).waitFor();
    expect(sent()).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] });
    await button(/^System prompt/).click();
    await page.getByText('You are the front desk of a hotel by the sea.').waitFor();
    await button(/^System prompt/).click();
    expect(await inspectPage(page, 'playground', { everywhere: true })).toEqual([]);
  });

  it('shows the raw request and response, and gives them as code without a key', async () => {
    await button('Raw and code').click();
    const panel = page.getByRole('dialog', { name: 'Raw and code' });
    expect(await panel.getByLabel('Request text', { exact: true }).innerText()).toMatch(
      /POST http:.*\nauthorization: Bearer jf_agent_…[^]*"model": "front-desk"/,
    );
    await panel.getByRole('tab', { name: 'Response' }).click();
    expect(await panel.getByLabel('Response text', { exact: true }).innerText()).toMatch(
      /^200\nx-request-id: req_[^]*x-jackfield-revision: 1[^]*data: \{[^]*data: \[DONE\]/,
    );
    await panel.getByRole('tab', { name: 'Python' }).click();
    await panel.getByText('from openai import OpenAI').waitFor();
    expect(await inspectPage(page, 'playground-raw')).toEqual([]);
    await panel.getByRole('tab', { name: 'curl' }).click();
    await panel.getByRole('button', { name: 'Copy curl' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("-H 'Authorization: Bearer jf_agent_…'");
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('runs again from a message that was edited, and gives back what that dropped', async () => {
    await say('And at nine?');
    await answers().nth(1).getByText(/cost/).waitFor();
    await button('Edit this message').first().click();
    await page.getByLabel('Edit the message').fill('Is breakfast served at seven?');
    await button('Run from here').click();
    await answers().getByText('Is breakfast served at seven?').waitFor();
    await answers().getByText(/cost/).waitFor();
    expect(await answers().count()).toBe(1);
    await page.getByText('What came later was dropped').first().waitFor();
    await button('Undo').click();
    await answers().getByText('And at nine?').waitFor();
    await button('Clear').click();
    await page.getByText('Say something to your agent').waitFor();
    await button('Undo').click();
    await answers().getByText('And at nine?').waitFor();
    await button('Clear').click();
  });

  it('closes the upstream when Stop is pressed', async () => {
    await say('[pace: gap=20] [words: 5000] Tell me a story.');
    await answers()
      .getByText(/word1 word2/)
      .waitFor();
    await button('Stop').click();
    await answers()
      .getByText(/stopped by you/)
      .waitFor();
    await upstream.seen.at(-1)?.hungUp;
    expect(await page.getByRole('alert').count()).toBe(0);
    await expect.poll(focused).toBe('Message');
    await button('Clear').click();
    await expect.poll(focused).toBe('Message');
  });

  it('shows a tool’s call, and goes on with the result that is typed for it', async () => {
    await button(/^Tools/).click();
    await page.getByLabel('Tools as JSON').fill('[{');
    await page.getByText('The tools can’t be read. Correct them first.').waitFor();
    await page.getByLabel('Tools as JSON').fill('');
    await button('Put in an example').click();
    await expect.poll(focused).toBe('Tools as JSON');
    await button(/^Tools One function|^Tools.*One function/).click();
    await say('Please call find_booking for Lovelace');
    const calls = page.getByRole('form', { name: 'Tool calls' });
    await calls.getByLabel('Arguments of find_booking').getByText('Lovelace').waitFor();
    await page.getByText('Answer the tool call above first, or edit your message.').waitFor();
    await calls.getByLabel('Result of find_booking').fill('{"room": 7}');
    expect(await inspectPage(page, 'playground-tool', { everywhere: true })).toEqual([]);
    await calls.getByRole('button', { name: 'Send the result' }).click();
    await answers().getByText('The tool answered: {"room": 7}').waitFor();
    expect(sent()).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ function: { name: 'find_booking' } }] },
        { role: 'tool', content: '{"room": 7}' },
      ],
    });
  });

  it('shares a conversation as a link, which asks before anything is shown or sent', async () => {
    await say('My key is sk-proj-0123456789abcdefghij, by the way.');
    await answers().nth(2).getByText(/cost/).waitFor();
    await button('Share').click();
    const panel = page.getByRole('dialog', { name: 'Share as a link' });
    const link = await panel.getByLabel('Link', { exact: true }).innerText();
    expect(await inspectPage(page, 'playground-share')).toEqual([]);
    const before = upstream.seen.length;
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText(/It holds 6 messages, and tools. Nothing was sent/).waitFor();
    expect(await answers().count()).toBe(0);
    expect(await inspectPage(page, 'playground-shared', { everywhere: true })).toEqual([]);
    await button('Open it').click();
    await answers().getByText('My key is [key], by the way.').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(upstream.seen.length).toBe(before);
    await page.goto('about:blank');
    await page.goto(link.slice(0, -40));
    await page.getByText('This link can’t be read').waitFor();
    await button('Dismiss').click();
  });

  it('refuses a link that would be cut on its way', async () => {
    await say(Array.from({ length: 6_000 }, (_, at) => (at * 7_919).toString(36)).join(' '));
    await answers().getByText(/cost/).waitFor();
    await button('Share').click();
    await page.getByText('This conversation is too long for a link').waitFor();
    await page.keyboard.press('Escape');
    await button('Clear').click();
  });

  it('talks to a setting that isn’t saved, changed here or on the model’s page', async () => {
    await page.getByRole('link', { name: 'Large Language Model' }).click();
    // The playground has a fold of that name too, and stays until the other page is there.
    await page.getByRole('heading', { name: 'What is live now' }).waitFor();
    await button(/^Parameters/).click();
    await page.getByLabel('Temperature').fill('0.7');
    await button('Try it first').click();
    await page.getByText('It answers with the unsaved setting').waitFor();
    await page.getByRole('combobox', { name: 'Model', exact: true }).click();
    await page.getByLabel('Search models').fill('mistral small');
    await page
      .getByRole('option', { name: /Mistral Small/ })
      .first()
      .click();
    await say('Hello there.');
    await answers()
      .getByText(/Mistral Small.* · unsaved setting · first token/)
      .waitFor();
    expect(sent()).toMatchObject({ temperature: 0.7, model: 'mistral-small-2603' });
    expect(await inspectPage(page, 'playground-unsaved', { everywhere: true })).toEqual([]);
    const setting = await callRest(page, 'GET', `/agents/${agentId}/model-setting`);
    expect(setting).toMatchObject({ model: luna, revision: 1, parameters: {} });
    await answers().getByRole('link', { name: 'Open the turn' }).click();
    await page.getByText('Tried, not saved').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Go and save it' }).click();
    await page.getByRole('heading', { name: 'When you press Save' }).waitFor();
    await button(/^Parameters/).click();
    expect(await page.getByLabel('Temperature').inputValue()).toBe('0.7');
    await button('Undo changes').click();
    await page.getByText('Nothing has changed yet.').waitFor();
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.getByText('It answers with what is saved').waitFor();
  });

  it('tells a failed turn with its request id and the way to its page', async () => {
    await say('[fault: 400] Hello.');
    await page
      .getByRole('alert')
      .getByText(/The turn failed/)
      .waitFor();
    await answers()
      .getByRole('button', { name: /Copy request id/ })
      .waitFor();
    expect(await inspectPage(page, 'playground-failed')).toEqual([]);
    await answers().getByRole('link', { name: 'Open the turn' }).click();
    await page.getByRole('heading', { name: 'Turn', level: 1 }).waitFor();
  });

  it('compares models side by side, with the conversation from the playground', async () => {
    await page.goto(`/agents/${agentId}/playground`);
    await say('Good evening.');
    await answers().getByText(/cost/).waitFor();
    await say('Is the sauna open? It should be.');
    await answers().nth(1).getByText(/cost/).waitFor();
    await button('Compare models').click();
    await button(/The conversation so far.*2 messages before it/).waitFor();
    expect(await page.getByLabel('What each model is asked').inputValue()).toBe(
      'Is the sauna open? It should be.',
    );
    for (const [words, name] of [
      ['mistral small', /^Mistral Small/],
      ['gpt-4o mini', /^GPT-4o Mini/],
    ] as const) {
      await page.getByRole('combobox', { name: 'Add a model' }).click();
      await page.getByLabel('Search models').fill(words);
      await page.getByRole('option', { name }).first().click();
    }
    await page.getByLabel('Times each').fill('21');
    await page.getByText('Give a whole number from 1 to 20').waitFor();
    await page.getByLabel('Times each').fill('4');
    await page.getByText(/12 turns, which are billed: about \$/).waitFor();
    expect(await inspectPage(page, 'compare-before')).toEqual([]);
    await page.getByLabel('What each model is asked').press('Control+Enter');
    await page.getByText('Done, 4 rounds').waitFor();
    const table = page.getByRole('table');
    expect(await table.getByRole('row').count()).toBe(4);
    const row = table.getByRole('row', { name: /Mistral Small/ });
    expect(await row.innerText()).toMatch(/ms \/ .*ms[^]*\$0\.\d+[^]*4 of 4/);
    const asked = upstream.seen.slice(-12).map(({ body }) => JSON.stringify(body));
    expect(asked.every((body) => body.includes('Good evening.'))).toBe(true);
    expect(await inspectPage(page, 'compare', { everywhere: true })).toEqual([]);
  });

  it('shows a failure in its column, and closes every upstream when Stop is pressed', async () => {
    await page.getByLabel('Times each').fill('1');
    await page.getByLabel('What each model is asked').fill('[fault: 400] Hello?');
    await button('Run').click();
    await page
      .getByRole('row', { name: /1 failed/ })
      .first()
      .waitFor();
    await page
      .getByRole('article', { name: /^Mistral Small/ })
      .getByRole('alert')
      .waitFor();
    expect(await inspectPage(page, 'compare-failed')).toEqual([]);
    const before = upstream.seen.length;
    await page.getByLabel('Times each').fill('5');
    await page.getByLabel('What each model is asked').fill('[pace: gap=20] [words: 5000] Go on.');
    await button('Run').click();
    await page.getByText('Round 1 of 5').waitFor();
    for (const article of await page.getByRole('article').all()) {
      await article.getByText(/word1 word2/).waitFor();
    }
    await button('Stop').click();
    await page.getByText('Stopped after 0 of 5').waitFor();
    expect(upstream.seen.length).toBe(before + 3);
    await Promise.all(upstream.seen.slice(before).map(({ hungUp }) => hungUp));
  });

  it('saves the one that is chosen, asks about a dying one, and takes it back', async () => {
    await button(/^Use this one GPT-4o Mini/).click();
    await page.getByRole('alertdialog', { name: 'GPT-4o Mini is deprecated' }).waitFor();
    await page.keyboard.press('Escape');
    await button(/^Use this one Mistral Small/).click();
    await page
      .getByText(/Live now: Mistral Small.*, revision 2/)
      .first()
      .waitFor();
    await button('Undo').click();
    await page
      .getByText(/Live now: GPT-6 Luna, revision 3/)
      .first()
      .waitFor();
    const setting = await callRest(page, 'GET', `/agents/${agentId}/model-setting`);
    expect(setting).toMatchObject({ model: luna, revision: 3, fallbacks: [] });
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
