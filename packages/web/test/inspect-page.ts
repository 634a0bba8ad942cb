import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const keep = process.env['UPDATE_SCREENSHOTS'] === '1';
const folder = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));

interface Looks {
  /** Kept in dark and on a phone too. */
  readonly everywhere?: boolean;
  /** Whether its milliseconds are no measurement of this run, and stay in the picture. */
  readonly keepsTimes?: boolean;
}

/**
 * What is wrong with the page as it stands, in light and dark and at three widths: every violation
 * axe finds, and content that is wider than the screen. Where screenshots are kept, makes one called `name`.
 */
export async function inspectPage(page: Page, name: string, looks: Looks = {}): Promise<string[]> {
  const faults: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await drawn(page);
    faults.push(...(await violations(page, `${name} in ${theme}`)));
    if (theme === 'light' || looks.everywhere === true) {
      await shoot(page, theme === 'light' ? name : `${name}-${theme}`, looks);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const width of [360, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await drawn(page);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (excess > 0) faults.push(`${name} at ${width} px is ${excess} px wider than the screen`);
    if (width === 360) {
      faults.push(...(await violations(page, `${name} at ${width} px`)));
      if (looks.everywhere === true) await shoot(page, `${name}-phone`, looks);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  return faults;
}

/** A new theme or width is styled, laid out and drawn by the second frame at the latest. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await Promise.all(
      document.getAnimations().map((animation) => animation.finished.catch(() => {})),
    );
  });
}

async function violations(page: Page, where: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    // The line above has put axe into the page.
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.violations.map(
    (each) =>
      `${where}: ${each.id}: ${each.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' ')}`,
  );
}

/**
 * With `UPDATE_SCREENSHOTS=1` a screenshot that is the same on every run: what is measured or drawn by
 * lot is put aside for it.
 */
async function shoot(page: Page, name: string, looks: Looks): Promise<void> {
  if (!keep) return;
  const putAside = await page.evaluateHandle((keepsTimes) => {
    // Each pair rises, as a p50 and its p95 do, and so does each three.
    const measured = [187, 212, 226, 243, 263, 291, 198, 334, 348, 398, 405, 512];
    let count = 0;
    const changed: [Node, string | null][] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const before = text.nodeValue ?? '';
      const isTime = text.parentElement?.tagName === 'TIME';
      const after = isTime
        ? 'just now'
        : before
            .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4100')
            .replaceAll(/localhost:\d+/g, 'login.example.com')
            .replaceAll(/jf_agent_[\w-]{8,}/g, 'jf_agent_k7Xw2vQmT9pLr4ZcYb6NhJ3s')
            .replaceAll(/jf_user_[\w-]{8,}/g, 'jf_user_k7Xw2vQmT9pLr4ZcYb6NhJ3s')
            .replaceAll(/jf_user_….{4}/g, 'jf_user_…hJ3s')
            .replaceAll(/#token=[\w-]{8,}/g, '#token=9dRw3kVbX0sLq7TzYc2MfG5n')
            .replaceAll(/jf_agent_….{4}/g, 'jf_agent_…hJ3s')
            .replaceAll(/whsec_[\w+/=]{8,}/g, 'whsec_k7Xw2vQmT9pLr4ZcYb6NhJ3s')
            .replaceAll(/\b(req|agt|con|chk|evt|key|usr)_[\w-]{6,}/g, '$1_01kb3x9c7vqz')
            .replaceAll(/\bv?24\.\d+\.\d+\b/g, '24.21.0')
            .replaceAll(/\/\S*jackfield-web-\w+/g, './data')
            .replaceAll(/\b\d+ s so far/g, '2 s so far')
            .replaceAll(/\b[\d,]+ tokens a second/g, '84 tokens a second')
            .replaceAll(/\b\d+ days left/g, '46 days left')
            .replaceAll(/\b\d+ \w{3} \d{4}, \d\d:\d\d UTC/g, '1 Dec 2026, 00:00 UTC')
            .replaceAll(
              keepsTimes ? /$^/g : /[\d,]+ ms\b/g,
              () => `${measured[count++ % measured.length]} ms`,
            );
      if (after === before) continue;
      changed.push([text, before]);
      text.nodeValue = after;
    }
    const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      'input, textarea',
    );
    for (const field of fields) {
      const after = field.value
        .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:4100')
        .replaceAll(/^MII[^-]+/gm, `${'MIIC1jCCAb6gAwIBAgIJAfIKtIK6MEij'.repeat(2)}\n`);
      if (after === field.value) continue;
      field.dataset['before'] = field.value;
      field.value = after;
    }
    return changed;
  }, looks.keepsTimes === true);
  await page.screenshot({
    path: join(folder, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
  await putAside.evaluate((changed) => {
    for (const [text, before] of changed) text.nodeValue = before;
    const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      '[data-before]',
    );
    for (const field of fields) {
      field.value = field.dataset['before'] ?? '';
      delete field.dataset['before'];
    }
  });
}
