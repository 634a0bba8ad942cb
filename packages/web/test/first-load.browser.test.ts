import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

/** Document, styles and scripts, as gzip. Fonts come compressed and are kept for good: they stand beside it. */
const bytesMax = 200_000;

describe('the board’s first load in a browser', () => {
  let program: Program;
  let browser: Browser;
  let page: Page;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(), openBrowser()]);
    page = await openPage(browser, program, faultsOfPage);
    await page.goto(program.firstAdminLink);
    await choosePassword(page, 'a plug for every line');
    await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const send = async (method: string, path: string, body: object) =>
        (await fetch(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) })).json();
      const { id } = await send('POST', '/agents', { name: 'Front desk' });
      await send('PUT', `/agents/${id}/model-setting`, { model: 'openai/gpt-4o-mini' });
    });
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });

  it(`asks for ${bytesMax / 1_000} kB at most`, async () => {
    const asked = new Set<string>();
    const fresh = await page.context().newPage();
    fresh.on('request', (request) => asked.add(request.url()));
    await fresh.goto('/');
    await fresh.getByRole('row', { name: /Front desk/ }).waitFor();
    await fresh.waitForLoadState('networkidle');
    await fresh.close();
    const own = [...asked].filter(
      (url) => !new URL(url).pathname.startsWith('/api/') && !/\.(?:woff2|svg)$/.test(url),
    );
    const sizes = await Promise.all(
      own.map(async (url) => {
        const { headers } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
        expect([url, headers.get('content-encoding')]).toEqual([url, 'gzip']);
        return Number(headers.get('content-length'));
      }),
    );
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(bytesMax);
  });

  it('opens the menu behind one’s name by keyboard, goes through it, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: 'Your menu' });
    const item = (name: string) => page.getByRole('menuitem', { name });
    const isFocused = async (of: ReturnType<typeof item>) => {
      await expect
        .poll(() => of.evaluate((element) => element === document.activeElement))
        .toBe(true);
    };
    await page.goto('/');
    for (const key of ['Enter', 'Space', 'ArrowDown']) {
      await button.focus();
      await page.keyboard.press(key);
      await page.getByRole('menu', { name: 'Your menu' }).waitFor();
      await isFocused(item('Account'));
      expect(await page.locator('button[aria-haspopup=menu][aria-expanded=true]').count()).toBe(1);
      await page.keyboard.press('ArrowDown');
      await isFocused(item('People'));
      await page.keyboard.press('Escape');
      await isFocused(button);
      expect(await button.getAttribute('aria-expanded')).toBe('false');
    }
    await page.keyboard.press('Enter');
    await isFocused(item('Account'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Account' }).waitFor();
  });

  it('opens and closes that menu by pointer', async () => {
    const button = page.getByRole('button', { name: 'Your menu' });
    await button.click();
    await page.getByRole('menuitem', { name: 'Alerts' }).waitFor();
    await page.mouse.click(900, 400);
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    await button.click();
    await page.getByRole('menuitem', { name: 'Alerts' }).click();
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
  });

  it('opens the main menu of a phone, and gives the focus back', async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    const button = page.getByRole('button', { name: 'Menu', exact: true });
    await button.click();
    const drawer = page.getByRole('dialog', { name: 'Menu' });
    await drawer.getByRole('link', { name: 'Models' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => drawer.count()).toBe(0);
    await expect
      .poll(() => button.evaluate((element) => element === document.activeElement))
      .toBe(true);
    await button.click();
    await drawer.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Models' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('finds by the shortcut what is typed right after it', async () => {
    await page.goto('/');
    await page.getByRole('row', { name: /Front desk/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('status');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    expect(faultsOfPage).toEqual([]);
  });
});
