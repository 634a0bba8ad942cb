// Whether the page stays quick with 1,000 agents, 500 models and 100,000 turns: the real page of the real
// program in a real browser, with real inputs. Writes bench/RESULTS.md.
import { mkdtemp } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { openBrowser } from '../packages/web/test/open-browser.ts';
import { fillStore } from './fill-store.ts';
import { fillTurnRecords } from './fill-turn-records.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { watchPage, type Felt } from './watch-page.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const [agents, models, turns] = [1_000, 500, 100_000];
const rounds = Number(process.argv[2] ?? 7);

const [loadBefore = 0] = loadavg();
const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-bench-'));
const environment = { JACKFIELD_ALLOW_ENDPOINTS: '127.0.0.1:9', JACKFIELD_LOG_LEVEL: 'error' };
const first = await startProgram(environment, dataDir);
const model = await connectModel(first, 'http://127.0.0.1:9/v1');
const { id: agentId } = await makeAgent(first, { model });
// Holds: the API's own shape.
const { items } = (await first.api('GET', '/models')) as { items: unknown[] };
await first.stop();
const file = join(dataDir, 'jackfield.db');
fillStore(file, {
  agents: agents - 1,
  connections: models - items.length,
  agentId,
  connectionId: model.replace('byom/', ''),
});
fillTurnRecords(file, { turns, kept: turns, now: Date.now() });

const program = await startProgram(environment, dataDir);
const browser = await openBrowser();
const browserVersion = browser.version();
const context = await browser.newContext({
  baseURL: program.url,
  viewport: { width: 1280, height: 800 },
  locale: 'en-GB',
});
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const watch = await watchPage(page);
await page.goto(/http:\S+\/first-admin#token=[\w-]+/.exec(program.lastWords())?.[0] ?? '');
await page.getByLabel('Password', { exact: true }).fill('a plug for every line');
await page.getByRole('button', { name: 'Set password and sign in' }).click();
await page.getByRole('heading', { name: 'Board' }).waitFor();

const felt = new Map<string, Felt[]>();
async function feel(
  what: string,
  act: () => Promise<void>,
  inputs?: number,
  selector?: string,
): Promise<void> {
  const one = await watch.feel(act, inputs, selector);
  felt.set(what, [...(felt.get(what) ?? []), one]);
}
/** A click at a place found before, as finding it by its name is work for the page's thread too. */
async function click(what: string, where: Locator, selector?: string): Promise<void> {
  await where.scrollIntoViewIfNeeded();
  const box = await where.boundingBox();
  if (box === null) throw new Error(`Nothing to click for ${what}.`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForTimeout(150);
  await feel(
    what,
    () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2),
    1,
    selector,
  );
}
const type = (text: string) => () => page.keyboard.type(text, { delay: 80 });
const press = (key: string, times: number) => async () => {
  for (let time = 0; time < times; time += 1) {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
};
const button = (name: string) => page.getByRole('button', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });

async function board(): Promise<void> {
  await page.goto('/');
  const rows = page.locator('tbody tr');
  await rows.first().waitFor();
  await click('board: “Every agent”', button('Every agent'));
  await click('board: the next page', button('Next'));
  await click('board: sort by name', button('Agent'));
  await click('board: sort by state', button('State'));
  await page.getByLabel('Search agents').click();
  await feel('board: a letter typed in the search', type('support'), 7);
  await feel('board: a letter deleted', press('Backspace', 7), 7);
  await click('board: only quiet ones', page.getByRole('button', { name: /^Quiet/ }));
  await click('board: all again', page.getByRole('button', { name: /^All/ }));
  await click('board: “New agent”', button('New agent'), '[role=dialog]');
  await page.getByLabel('Name', { exact: true }).click();
  await feel('board: a letter of a new agent’s name', type('Concierge'), 9);
  await page.keyboard.press('Escape');
}

async function setting(round: number): Promise<void> {
  await page.goto(`/agents/agt_bench${round + 3}`);
  const trigger = page.getByRole('combobox', { name: 'Model', exact: true }).first();
  await trigger.waitFor();
  const open = '[role=listbox] [role=option]';
  await click('setting: the dropdown opens', trigger, open);
  await feel('setting: an arrow in the dropdown', press('ArrowDown', 10), 10);
  await feel('setting: a letter typed in the dropdown', type(`endpoint ${400 + round}`), 12);
  const option = page.getByRole('option').first();
  await click('setting: a model chosen', option);
  const saved = '.overlay-motion .bg-good';
  await click('setting: Save, until it says that it is live', button('Save'), saved);
}

async function others(): Promise<void> {
  await page.goto('/');
  await page.locator('tbody tr').first().waitFor();
  const row = (nth: number): string => `[aria-label="Turns"] tbody tr:nth-child(${nth})`;
  await click('turns: opened', link('Turns'), row(2));
  for (let more = 1; more <= 8; more += 1) {
    const count = (await page.locator('tbody tr').count()) + 1;
    const name = more < 8 ? 'turns: earlier ones' : 'turns: earlier ones, the eighth time';
    await click(name, button('Show earlier turns'), row(count));
  }
  const dropdown = page.getByLabel('Outcome');
  await feel('turns: only failed ones', () => dropdown.selectOption('failed').then(() => {}));
  await click(
    'models: opened',
    link('Models'),
    ':has(> [aria-label="Search models"]) + div tbody tr',
  );
  await page.getByLabel('Search models').click();
  await feel('models: a letter typed in the search', type('endpoint 4'), 10);
  await feel('models: a letter deleted', press('Backspace', 10), 10);
  await click('models: sort by name', button('Model'));
  await click('connections: opened', link('Connections'), '[href^="/connections/con_"]');
}

async function measure(): Promise<{ longestTask: number; cpuShare: number }> {
  try {
    for (let round = 0; round < rounds; round += 1) {
      await board();
      await setting(round);
      await others();
    }
    await page.goto('/');
    await page.locator('tbody tr').first().waitFor();
    return await watch.rest(20);
  } finally {
    await browser.close();
    await program.remove();
  }
}

const rest = await measure();
const worst = (of: readonly (number | null)[]): string =>
  of.includes(null)
    ? ''
    : [0.5, 1].map((share) => percentile(of.map(Number), share).toFixed(0)).join(', ');
const lines = [...felt].map(
  ([what, all]) =>
    `| ${what} | ${worst(all.map(({ toPaint }) => toPaint))} | ${worst(all.map(({ cpu }) => cpu))} | ${worst(all.map(({ until }) => until))} |`,
);
writeResult(
  'The page with 1,000 agents, 500 models and 100,000 turns',
  `\`npm run bench:page\`: ${rounds} rounds in headless Chromium ${browserVersion}, at 1280 × 800. From an input to the next frame by the browser's own
Event Timing, in steps of 8 ms and 16 at least (bar: 100 ms); beside it the CPU time of the page's thread for an input, which other work
on the machine doesn't lengthen. ${machine()} Load average before: ${loadBefore.toFixed(1)} on ${cpus().length} cores.

| interaction | to the next frame, ms: median, longest | CPU, ms: median, longest | until it is there, ms: median, longest |
|---|---|---|---|
${lines.join('\n')}

The board left alone, asking every 5 s how its lines are doing: its longest task takes ${rest.longestTask.toFixed(0)} ms (0: none of 50 ms or more), and its
thread ${(100 * rest.cpuShare).toFixed(1)} % of a core.`,
);
