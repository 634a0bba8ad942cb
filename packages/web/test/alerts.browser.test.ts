import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

/** An admin sets up who is told; each test goes on from the one before. */
describe('alerts in a browser', () => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  let receiver: Server;
  let endpoint: string;
  let answersWith = 204;
  const received: string[] = [];
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume();
      received.push(request.url ?? '');
      response.writeHead(answersWith).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    endpoint = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    [program, browser] = await Promise.all([startProgram(), openBrowser()]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    receiver?.closeAllConnections();
    receiver?.close();
  });

  const panel = (name: string) => page.getByRole('dialog', { name });

  it('says that nobody is told yet, and what to do', async () => {
    await page.getByRole('button', { name: /Your menu/ }).click();
    await page.getByRole('menuitem', { name: 'Alerts' }).click();
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
    expect(await inspectPage(page, 'alerts-empty')).toEqual([]);
  });

  it('says why a private address is refused, lets an admin allow it, and shows the signing secret once', async () => {
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const form = panel('Add a webhook');
    await form.getByLabel('Name', { exact: true }).fill('On-call pager');
    await form.getByLabel('URL', { exact: true }).fill(`http://${endpoint}/hook`);
    await form.getByRole('checkbox', { name: 'A model is about to be shut down' }).uncheck();
    await form.getByRole('button', { name: 'Add webhook' }).click();
    const allow = form.getByRole('button', { name: `Allow ${endpoint} and try again` });
    await allow.waitFor();
    expect(await inspectPage(page, 'alerts-refused')).toEqual([]);
    await allow.click();
    const secret = await form.getByText(/^whsec_/).innerText();
    await form.getByRole('button', { name: 'I have it' }).click();
    await panel('On-call pager').waitFor();
    expect(await page.content()).not.toContain(secret);
    const isChecked = async (name: string) =>
      panel('On-call pager').getByRole('checkbox', { name }).isChecked();
    expect([
      await isChecked('A circuit opens'),
      await isChecked('A model is about to be shut down'),
    ]).toEqual([true, false]);
  });

  it('sends a test and tells what became of it, whether it was taken or not', async () => {
    const details = panel('On-call pager');
    await details.getByText('Nothing was sent yet.', { exact: false }).waitFor();
    await details.getByRole('button', { name: 'Send a test' }).click();
    await details.getByText('It took the test, with 204.').waitFor();
    answersWith = 500;
    await details.getByRole('button', { name: 'Send a test' }).click();
    await details.getByText('It did not take the test.').waitFor();
    const items = details.getByRole('list', { name: 'Deliveries' }).getByRole('listitem');
    await items.nth(1).waitFor();
    expect(await items.allInnerTexts()).toEqual([
      expect.stringContaining('It answered 500; 2xx is expected.'),
      expect.stringContaining('Delivered'),
    ]);
    expect(received).toEqual(['/hook', '/hook']);
    expect(await inspectPage(page, 'alerts-webhook', { everywhere: true })).toEqual([]);
  });

  it('makes a new signing secret by keyboard, in view, and the panel keeps the focus', async () => {
    const details = panel('On-call pager');
    await details.getByRole('button', { name: 'Make a new signing secret' }).focus();
    await page.keyboard.press('Enter');
    const secret = details.getByText(/^whsec_/);
    await secret.waitFor();
    const box = await secret.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(page.viewportSize()?.height ?? 0);
    expect(await inspectPage(page, 'alerts-new-secret')).toEqual([]);
    await details.getByRole('button', { name: 'I have it' }).focus();
    await page.keyboard.press('Enter');
    await secret.waitFor({ state: 'detached' });
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toBe('Make a new signing secret');
  });

  it('switches it off by keyboard, and the list says so', async () => {
    const details = panel('On-call pager');
    await details.getByRole('switch', { name: 'On' }).focus();
    await page.keyboard.press('Space');
    await details.getByRole('button', { name: 'Save' }).click();
    await page.getByText('On-call pager is saved').waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('row', { name: /On-call pager/ })
      .getByText('Off')
      .waitFor();
    expect(await inspectPage(page, 'alerts')).toEqual([]);
  });

  it('says what happened when the list can’t be loaded, and tries again when asked', async () => {
    await page.route('**/api/v1/webhooks', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.reload();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    expect(await inspectPage(page, 'alerts-failed')).toEqual([]);
    await page.unroute('**/api/v1/webhooks');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row', { name: /On-call pager/ }).waitFor();
  });

  it('deletes it after asking, and the page never failed', async () => {
    await page.getByRole('button', { name: 'On-call pager' }).click();
    await panel('On-call pager').getByRole('button', { name: 'Delete On-call pager' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
    expect(faultsOfPage).toEqual([]);
  });
});
