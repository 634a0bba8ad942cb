import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

const password = 'a plug for every line';
const typed = 'You are the front desk of a small hotel.';

/** One person in two browsers, the second of which ends the first one's session. */
describe('a session that ends elsewhere', () => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  let other: Page;
  let agentId: string;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(), openBrowser()]);
    const open = (): Promise<Page> => openPage(browser, program, faultsOfPage);
    [page, other] = await Promise.all([open(), open()]);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, password);
    agentId = (await callRest(page, 'POST', '/agents', { name: 'Front desk' })).id;
    await other.goto('/');
    await signIn(other, 'admin');
    await other.getByRole('heading', { name: 'Board' }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });

  const ended = (): Locator => page.getByRole('alertdialog', { name: 'Your session has ended' });
  const instructions = (): Locator => page.getByLabel('Instructions', { exact: true });

  async function signIn(where: Page | Locator, name: string, word = password): Promise<void> {
    await where.getByLabel('Name or e-mail address').fill(name);
    await where.getByLabel('Password', { exact: true }).fill(word);
    await where.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Ends every session of whoever uses the first browser but the one that asks. */
  async function endElsewhere(): Promise<void> {
    // What the page still asks would tell it of the end before it is pressed.
    await page.waitForLoadState('networkidle');
    const { items } = await callRest(other, 'GET', '/me/sessions');
    for (const session of items) {
      if (Reflect.get(session, 'current') === true) continue;
      await callRest(other, 'DELETE', `/me/sessions/${session.id}`);
    }
  }

  it('hides the page, asks for the password, and keeps what was typed', async () => {
    await page.goto(`/agents/${agentId}/instructions`);
    await instructions().fill(typed);
    await endElsewhere();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await ended().waitFor();
    await ended()
      .getByText(/Sign in again as admin to go on/)
      .waitFor();
    expect(await inspectPage(page, 'session-ended', { everywhere: true })).toEqual([]);
    await signIn(ended(), 'admin', 'not this one');
    await ended().getByText('The name or the password is wrong.').waitFor();
    await signIn(ended(), 'admin');
    await ended().waitFor({ state: 'detached' });
    expect(await instructions().inputValue()).toBe(typed);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Front desk is saved').waitFor();
    await page.reload();
    await expect.poll(() => instructions().inputValue()).toBe(typed);
  });

  it('says no more of a refused save once somebody has signed in again', async () => {
    const model = 'openai/gpt-4o-mini';
    await callRest(page, 'PUT', `/agents/${agentId}/model-setting`, { model });
    await page.goto(`/agents/${agentId}`);
    await page.getByRole('button', { name: /^Parameters/ }).click();
    await page.getByLabel('Temperature').fill('0.4');
    await endElsewhere();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await ended().waitFor();
    await signIn(ended(), 'admin');
    await ended().waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Live now: GPT-4o Mini, revision 2').first().waitFor();
  });

  it('is told on the board without a press', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Board' }).waitFor();
    await endElsewhere();
    await ended().waitFor();
    await signIn(ended(), 'admin');
    await ended().waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Board' }).waitFor();
  });

  it('leads to sign-in and back where what was typed isn’t wanted', async () => {
    await page.goto(`/agents/${agentId}/instructions`);
    await instructions().fill('Something else');
    await endElsewhere();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await ended().getByRole('button', { name: 'Leave, drop what I typed' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await signIn(page, 'admin');
    await expect.poll(() => instructions().inputValue()).toBe(typed);
    expect(new URL(page.url()).pathname).toBe(`/agents/${agentId}/instructions`);
  });

  it('gives nothing that was typed to somebody else who signs in instead', async () => {
    const made = await callRest(other, 'POST', '/users', { name: 'Vera', role: 'viewer' });
    const context = await openPage(browser, program, faultsOfPage);
    await context.goto(String(Reflect.get(made, 'invitationLink')));
    await choosePassword(context, password);
    await context.close();
    await instructions().fill('For my eyes only');
    await endElsewhere();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await signIn(ended(), 'vera');
    await ended().waitFor({ state: 'detached' });
    await page
      .getByText(/takes the role editor/)
      .first()
      .waitFor();
    await expect.poll(() => instructions().inputValue()).toBe(typed);
    expect(await page.content()).not.toContain('For my eyes only');
  });

  it('signs out by oneself without a word about it, ended elsewhere or not', async () => {
    await page.waitForLoadState('networkidle');
    await callRest(page, 'DELETE', '/me/sessions');
    await page.getByRole('button', { name: /Your menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    expect(await page.getByText('Your session has ended').count()).toBe(0);
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
