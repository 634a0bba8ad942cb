import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { freePort } from './free-port.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { pastTurns, recordPastTurns } from './past-turns.ts';
import { startProgram, type Program } from './start-program.ts';

/** An admin looks at what ten days of turns came to; each test goes on from the one before. */
describe('usage in a browser', () => {
  let dataDir: string;
  let program: Program;
  let browser: Browser;
  let page: Page;
  let environment: Record<string, string>;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'jackfield-web-'));
    environment = {
      JACKFIELD_DATA_DIR: dataDir,
      JACKFIELD_PORT: String(await freePort()),
    };
    [program, browser] = await Promise.all([startProgram(environment), openBrowser()]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const tile = (name: string) =>
    page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });

  it('says that there is none yet, of models too, and what counts', async () => {
    await page.getByRole('link', { name: 'Usage' }).click();
    await page.getByRole('heading', { name: 'No turn in this period' }).waitFor();
    await page.getByText('those of the playground too').waitFor();
    expect(await inspectPage(page, 'usage-none')).toEqual([]);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('row', { name: /^GPT-4o Mini .* no data yet/ }).waitFor();
  });

  it('shows what 7 days came to, beside those before', async () => {
    const ids: string[] = [];
    for (const name of ['Front desk', 'Night desk', 'Returns']) {
      ids.push((await callRest(page, 'POST', '/agents', { name })).id);
    }
    await program.stop();
    await recordPastTurns(dataDir, pastTurns(ids, Date.now()));
    program = await startProgram(environment);
    await page.goto('/usage');
    await page.getByRole('figure', { name: 'First token' }).waitFor();
    const total = await callRest(page, 'GET', '/usage?by=total');
    expect(total.items).toHaveLength(1);
    expect(await tile('Turns').innerText()).toMatch(/\d,\d{3}\n.* than before/);
    expect(await tile('Failed').innerText()).toMatch(/\d(\.\d)?%/);
    expect(await tile('First token, p50').innerText()).toMatch(/4\d\d ms[\s\S]*p95 [\d,]+ ms, p99/);
    // Callers left, and hedges lost: nobody knows what these cost.
    expect(await tile('Cost').innerText()).toMatch(
      /at least\s+\$\d[\s\S]*attempts that may be billed/,
    );
    expect(await inspectPage(page, 'usage', { everywhere: true, keepsTimes: true })).toEqual([]);
  });

  it('reads a chart with the arrow keys, all of them with the pointer, and sums it up in words', async () => {
    const turns = page.getByRole('slider', { name: 'Turns, by the hour' });
    await turns.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => turns.getAttribute('aria-valuenow')).toBe('0');
    const first = await turns.getAttribute('aria-valuetext');
    expect(first).toMatch(/00:00, Answered \d+, Caller left \d+, Failed \d+$/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => turns.getAttribute('aria-valuetext')).toMatch(/01:00, /);
    const latency = page.getByRole('slider', { name: 'First token, by the hour' });
    await turns.hover();
    const hovered = (await turns.getAttribute('aria-valuenow')) ?? '';
    expect(Number(hovered)).toBeGreaterThan(1);
    await expect.poll(() => latency.getAttribute('aria-valuenow')).toBe(hovered);
    const described = await turns.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toMatch(
      /^Answered: [\d,]+, at most \d+ at .*\. Caller left: .*\. Failed: /,
    );
  });

  it('shows the same as a table, which a reload keeps, and gives it as CSV', async () => {
    await page.getByRole('button', { name: 'As a table' }).click();
    await page.reload();
    const table = page.getByRole('table', { name: 'Usage by the hour, newest first' });
    await table.getByRole('row').nth(1).waitFor();
    expect(await inspectPage(page, 'usage-table', { everywhere: true, keepsTimes: true })).toEqual(
      [],
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of usage by the hour' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^usage-by-hour-.*\.csv$/);
    const [head, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(head).toMatch(/^Hour \(UTC\),Turns,Failed,Caller left,First token p50 \(ms\)/);
    // Of seven days the hours up to now.
    expect(rows.length).toBeGreaterThan(6 * 24);
    expect(rows.length).toBeLessThanOrEqual(7 * 24);
    expect(Date.parse(rows.at(-1)?.split(',')[0] ?? '')).toBeLessThanOrEqual(Date.now());
    expect(rows[0]).toMatch(/^20\d\d-\d\d-\d\dT00:00:00.000Z,\d/);
    await page.getByRole('button', { name: 'As a table' }).click();
  });

  it('counts by model, and narrows to one by its name, in the URL', async () => {
    const by = page.getByRole('group', { name: 'Count by' });
    const agents = page.getByRole('table', { name: 'Usage by agent' });
    await expect.poll(() => agents.getByRole('row').count()).toBe(4);
    await by.getByRole('button', { name: 'Model' }).click();
    const models = page.getByRole('table', { name: 'Usage by model' });
    await models.getByRole('link', { name: 'GPT-4o Mini' }).click();
    await page.waitForURL(/model=openai%2Fgpt-4o-mini/);
    await expect
      .poll(() => page.getByLabel('Model', { exact: true }).inputValue())
      .toBe('openai/gpt-4o-mini');
    await agents
      .getByRole('columnheader', { name: 'Cost', exact: true })
      .getByRole('button')
      .click();
    await expect
      .poll(() =>
        agents.getByRole('columnheader', { name: 'Cost', exact: true }).getAttribute('aria-sort'),
      )
      .toBe('descending');
    await agents.scrollIntoViewIfNeeded();
    expect(await inspectPage(page, 'usage-by-agent', { keepsTimes: true })).toEqual([]);
    await page.getByRole('button', { name: 'Other days' }).click();
    await page.getByLabel('Last day').fill('2020-01-01');
    await page.getByText(/The last day is before the first/).waitFor();
    expect(await inspectPage(page, 'usage-other-days')).toEqual([]);
    await page.getByRole('button', { name: '12 months' }).click();
    await page.getByRole('slider', { name: 'Turns, by the day' }).waitFor();
  });

  it('says why when it can’t be loaded, and how to try again', async () => {
    await page.route('**/api/v1/usage?**', (route) => route.abort());
    await page.getByRole('button', { name: '24 hours' }).click();
    await page.getByText('Jackfield can’t be reached').first().waitFor();
    expect(await inspectPage(page, 'usage-failed')).toEqual([]);
    await page.unroute('**/api/v1/usage?**');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('figure', { name: 'Turns' }).waitFor();
  });

  it('says of each model what was measured here, and of how many turns', async () => {
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    const row = page.getByRole('row', { name: /^GPT-4o Mini/ });
    await expect
      .poll(() => row.innerText())
      .toMatch(/\d+ ms p50, [\d,]+ ms p95\s+\d+(\.\d)?% errors · \$0\.\d+ a turn · [\d,]+ turns/);
    await page.getByRole('button', { name: 'Measured here, 7 days' }).click();
    expect(
      await inspectPage(page, 'models-measured', { everywhere: true, keepsTimes: true }),
    ).toEqual([]);
    await row.getByRole('button').click();
    await page.getByRole('link', { name: 'See its usage' }).waitFor();
    expect(await inspectPage(page, 'model-measured', { keepsTimes: true })).toEqual([]);
    await page.getByRole('link', { name: 'See its usage' }).click();
    await page.getByRole('figure', { name: 'Turns' }).waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
