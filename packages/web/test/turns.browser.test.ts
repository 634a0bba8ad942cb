import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startOwnEndpoint, type OwnEndpoint } from './own-endpoint.ts';
import { startProgram, type Program } from './start-program.ts';

/** An admin looks at turns, and has what they say kept and deleted; each test goes on from the one before. */
describe('turns in a browser', () => {
  let program: Program;
  let browser: Browser;
  let refusing: OwnEndpoint;
  let page: Page;
  let agentId = '';
  const faultsOfPage: string[] = [];
  /** What the page asked for although the turn said that it isn't there. */
  const askedInVain: string[] = [];

  beforeAll(async () => {
    [program, browser, refusing] = await Promise.all([
      startProgram(),
      openBrowser(),
      startOwnEndpoint(),
    ]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
    const demo = await call('POST', '/demo-endpoint');
    await call('POST', '/allowed-endpoints', { endpoint: refusing.endpoint });
    const auth = { method: 'none' };
    const speaking = { name: 'Demo', url: demo.url, modelId: demo.modelId, auth };
    const refused = { name: 'Refusing', url: refusing.refusingUrl, modelId: 'm', auth };
    const [first, second] = [
      await call('POST', '/connections', refused),
      await call('POST', '/connections', speaking),
    ];
    agentId = (await call('POST', '/agents', { name: 'Front desk' })).id ?? '';
    await call('PUT', `/agents/${agentId}/model-setting`, {
      model: first.model,
      fallbacks: [{ model: second.model }],
    });
    await page.reload();
    await page.getByRole('row', { name: /Front desk/ }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await refusing?.stop();
  });

  const call = (method: string, path: string, body?: unknown) =>
    callRest<Record<string, string>>(page, method, path, body);

  const say = (content: string) =>
    call('POST', `/agents/${agentId}/chat/completions`, { messages: [{ role: 'user', content }] });

  it('says that there is none before the first, and what to do about a request id that is unknown', async () => {
    await page.getByRole('link', { name: 'Turns' }).click();
    await page.getByRole('heading', { name: 'No turn yet' }).waitFor();
    expect(await inspectPage(page, 'turns-none')).toEqual([]);
    await page.getByLabel('Request id').fill('req_unknown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No such turn' }).waitFor();
    expect(await inspectPage(page, 'turn-unknown')).toEqual([]);
    await page.getByRole('link', { name: 'Show all turns' }).click();
  });

  it('lists turns with their outcome, model, times and cost, of one agent and of all', async () => {
    await say('Hello');
    await call('PUT', `/agents/${agentId}/capture`, { retentionDays: 7 });
    await say('My address is ada@example.com');
    await page.getByRole('button', { name: 'Refresh' }).click();
    const rows = page.getByRole('table', { name: 'Turns, newest first' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(3);
    const newest = await rows.nth(1).innerText();
    expect(newest).toMatch(/Front desk[\s\S]*Answered[\s\S]*Demo \(fallback\)[\s\S]*not known/);
    expect(await inspectPage(page, 'turns', { everywhere: true })).toEqual([]);
    await page.route('**/api/v1/turns?**', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('alert').waitFor();
    expect(await rows.count()).toBe(3);
    await page.unroute('**/api/v1/turns?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByLabel('Outcome').selectOption({ label: 'Failed' });
    await page.getByRole('heading', { name: 'No such turn' }).waitFor();
    await page.goto(`/agents/${agentId}`);
    await page.getByRole('navigation', { name: 'Agent Settings' }).getByText('Turns').click();
    await page.getByText('is kept', { exact: true }).waitFor();
    await expect.poll(() => rows.count()).toBe(3);
  });

  it('shows a turn’s attempts as a table with bars, and what was said where that is kept', async () => {
    const table = page.getByRole('table', { name: 'Turns, newest first' });
    await table.getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Turn', level: 1 }).waitFor();
    const attempts = page.getByRole('table', { name: /^Attempts in the order/ });
    await attempts.getByRole('row', { name: /Refusing The chosen model .* Failed/ }).waitFor();
    await attempts.getByRole('row', { name: /Demo The one before failed .* Answered/ }).waitFor();
    await page.getByText('My address is [e-mail]').first().waitFor();
    expect(await page.getByText('ada@example.com').count()).toBe(0);
    expect(await inspectPage(page, 'turn', { everywhere: true })).toEqual([]);
    await page.goBack();
    await table.getByRole('link').last().click();
    await page.getByText(/It was not kept/).waitFor();
    await page.getByRole('link', { name: 'the agent’s turns' }).click();
  });

  it('turns capture off, and deletes what was kept when that is asked for', async () => {
    const section = page.getByRole('region', { name: /What turns say/ });
    await section.getByText('These are your callers’ words').waitFor();
    const days = section.getByLabel(/^Days until/);
    await days.fill('91');
    await section.getByText('A whole number from 1 to 90.').waitFor();
    await days.fill('30');
    await section.getByRole('button', { name: 'Change the days' }).click();
    await page.getByText('The days are changed').first().waitFor();
    expect(await inspectPage(page, 'turn-capture', { everywhere: true })).toEqual([]);
    await section.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Turn off and delete what was kept' }).click();
    await section.getByText('is not kept').waitFor();
    await page
      .getByRole('table', { name: 'Turns, newest first' })
      .getByRole('link')
      .first()
      .click();
    await page.getByText(/It was not kept/).waitFor();
    const audit = await call('GET', '/audit-events?limit=1');
    expect(JSON.stringify(audit)).toContain('capture.turned_off');
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect([faultsOfPage, askedInVain]).toEqual([[], []]);
  });
});
