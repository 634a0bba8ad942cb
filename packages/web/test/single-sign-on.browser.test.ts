import { clientId, clientSecret, startOidcProvider } from '@jackfield/fake-upstream/oidc-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

const password = 'a plug for every line';
const accounts = {
  ada: { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' },
  mallory: { email: 'grace@example.com', email_verified: false, name: 'Grace Hopper' },
  eve: { email: 'eve@elsewhere.example', email_verified: true, name: 'Eve' },
};

/** A real provider under another site's name, and people who come from it in real browsers. */
describe('single sign-on in a browser', () => {
  let provider: Awaited<ReturnType<typeof startOidcProvider>>;
  let program: Program;
  let browser: Browser;
  let admin: Page;
  let ada: Page;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    provider = await startOidcProvider(accounts, 'localhost');
    [program, browser] = await Promise.all([
      startProgram({
        JACKFIELD_OIDC_ISSUER: provider.issuer,
        JACKFIELD_OIDC_CLIENT_ID: clientId,
        JACKFIELD_OIDC_CLIENT_SECRET: clientSecret,
        JACKFIELD_OIDC_ALLOWED_DOMAINS: 'example.com',
      }),
      openBrowser(),
    ]);
    admin = await openPage(browser, program, faultsOfPage);
    await admin.goto(program.firstAdminLink);
    await choosePassword(admin, password);
    for (const [name, email] of [
      ['Ada', 'ada@example.com'],
      ['Grace', 'grace@example.com'],
    ]) {
      await callRest(admin, 'POST', '/users', { name, email, role: 'editor' });
    }
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await provider?.[Symbol.asyncDispose]();
  });

  const host = (): string => new URL(provider.issuer).host;

  /** As far as the provider's own pages go; with `agree` to what is asked there. */
  async function signInThere(page: Page, account: string, agree = true): Promise<void> {
    await page.getByRole('link', { name: `Sign in at ${host()}` }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.locator('input[name=login]').fill(account);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    if (agree) {
      await page.getByRole('button', { name: 'Continue' }).click();
      return;
    }
    await page.getByRole('link', { name: /cancel/i }).click();
  }

  async function newcomer(): Promise<Page> {
    return openPage(browser, program, faultsOfPage);
  }

  it('leads by a button to the provider, and back to the place one came from', async () => {
    ada = await newcomer();
    await ada.goto('/models?model=openai%2Fgpt-4o-mini');
    await ada.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    expect(await inspectPage(ada, 'sign-in-elsewhere', { everywhere: true })).toEqual([]);
    await signInThere(ada, 'ada');
    await ada.getByRole('dialog').getByText('GPT-4o Mini').first().waitFor();
    const url = new URL(ada.url());
    expect([url.origin, url.pathname, url.searchParams.get('model')]).toEqual([
      program.url,
      '/models',
      'openai/gpt-4o-mini',
    ]);
    await ada.keyboard.press('Escape');
    await ada.getByRole('button', { name: /^Ada editor/ }).waitFor();
  });

  it('lets somebody in again without a word, whom the provider still knows', async () => {
    await ada.getByRole('button', { name: /Your menu/ }).click();
    await ada.getByRole('menuitem', { name: 'Sign out' }).click();
    await ada.getByRole('link', { name: `Sign in at ${host()}` }).click();
    await ada.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  });

  it('takes a session that has ended up again from another tab, with what was typed', async () => {
    await ada.goto('/account');
    await ada.getByLabel('Token name').fill('Nightly report');
    // What the page still asks would tell it of the end before it is pressed.
    await ada.waitForLoadState('networkidle');
    const users = await callRest(admin, 'GET', '/users');
    const id = users.items.find(({ name }) => name === 'Ada')?.id;
    // Let in no more, and let in again: what she had is gone.
    await callRest(admin, 'PATCH', `/users/${id}`, { disabled: true });
    await callRest(admin, 'PATCH', `/users/${id}`, { disabled: false });
    await ada.getByRole('button', { name: 'Create token' }).click();
    const ended = ada.getByRole('alertdialog', { name: 'Your session has ended' });
    const [tab] = await Promise.all([
      ada.waitForEvent('popup'),
      ended.getByRole('link', { name: /in a new tab/ }).click(),
    ]);
    await tab.getByRole('heading', { name: 'Board' }).waitFor();
    await tab.close();
    await ended.getByRole('button', { name: 'I have signed in' }).click();
    await ended.waitFor({ state: 'detached' });
    expect(await ada.getByLabel('Token name').inputValue()).toBe('Nightly report');
  });

  it.each([
    ['eve', /nobody has invited it here\. Ask an admin/, 'sign-in-refused'],
    ['mallory', /doesn’t vouch for your e-mail address/, null],
  ] as const)('tells %s why they aren’t let in', async (account, words, screenshot) => {
    const page = await newcomer();
    await page.goto('/');
    await signInThere(page, account);
    await page.getByText('You were not signed in').waitFor();
    await page.getByText(words).waitFor();
    if (screenshot !== null) expect(await inspectPage(page, screenshot)).toEqual([]);
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.close();
  });

  it('tells somebody who is disabled here, and somebody who changes their mind there', async () => {
    const users = await callRest(admin, 'GET', '/users');
    const id = users.items.find(({ name }) => name === 'Ada')?.id;
    await callRest(admin, 'PATCH', `/users/${id}`, { disabled: true });
    const page = await newcomer();
    await page.goto('/');
    await signInThere(page, 'ada');
    await page.getByText('Your account here is disabled. Ask an admin.').waitFor();
    await page.context().clearCookies();
    await page.goto('/');
    await signInThere(page, 'ada', false);
    await page.getByText(/did not come to an end: .*cancelled/).waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
