import type { Browser, Page } from 'playwright-core';
import type { Program } from './start-program.ts';

/** A browser of somebody's own, in which what goes wrong on the page is written down. */
export async function openPage(
  browser: Browser,
  program: Program,
  faultsOfPage: string[],
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: program.url,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => faultsOfPage.push(error.message));
  page.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) faultsOfPage.push(message.text());
  });
  return page;
}

/** On the page of a one-time link. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await page.getByRole('heading', { name: 'Board' }).waitFor();
}
