import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { startProgram, type Program } from './start-program.ts';

const password = 'a plug for every line';

/** An admin, an editor and a viewer, each in a browser of their own; each test goes on from the one before. */
describe('people and projects in a browser', () => {
  let program: Program;
  let browser: Browser;
  let admin: Page;
  let editor: Page;
  let viewer: Page;
  const faultsOfPage: string[] = [];

  beforeAll(async () => {
    [program, browser] = await Promise.all([startProgram(), openBrowser()]);
    const open = (): Promise<Page> => openPage(browser, program, faultsOfPage);
    [admin, editor, viewer] = await Promise.all([open(), open(), open()]);
    await admin.goto(program.firstAdminLink);
    await choosePassword(admin, password);
    await callRest(admin, 'POST', '/projects', { name: 'Retail' });
    await callRest(admin, 'POST', '/projects', { name: 'Bank' });
    const projects = await callRest(admin, 'GET', '/projects');
    for (const [project, agent] of [
      ['Retail', 'Shop line'],
      ['Bank', 'Vault line'],
    ]) {
      const projectId = projects.items.find(({ name }) => name === project)?.id;
      const made = await callRest(admin, 'POST', '/agents', { name: agent, projectId });
      await callRest(admin, 'PUT', `/agents/${made.id}/model-setting`, {
        model: 'openai/gpt-6-luna',
      });
    }
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
  });

  async function goTo(page: Page, place: string): Promise<void> {
    await page.getByRole('button', { name: /Your menu/ }).click();
    await page.getByRole('menuitem', { name: place }).click();
    await page.getByRole('heading', { name: place, level: 1 }).waitFor();
  }

  async function invite(name: string, role: string): Promise<string> {
    await admin.getByRole('button', { name: 'Invite somebody' }).click();
    const panel = admin.getByRole('dialog', { name: 'Invite somebody' });
    await panel.getByLabel('Name', { exact: true }).fill(name);
    await panel.getByRole('radio', { name: role }).click();
    await panel.getByLabel('Project', { exact: true }).selectOption({ label: 'Retail' });
    await panel.getByRole('button', { name: 'Make the invitation link' }).click();
    await panel.getByRole('heading', { name: `Send this link to ${name}` }).waitFor();
    const link = await panel.getByText(/#token=/).innerText();
    return link;
  }

  it('invites an editor by a link that is shown once', async () => {
    await goTo(admin, 'People');
    const link = await invite('Edith', 'Editor');
    expect(await inspectPage(admin, 'invitation')).toEqual([]);
    await admin.getByRole('button', { name: 'I have it' }).click();
    await admin.getByRole('row', { name: /Edith/ }).getByText('Invited').waitFor();
    expect(await admin.content()).not.toContain(link);
    expect(await inspectPage(admin, 'people')).toEqual([]);
    await editor.goto(link);
    expect(await inspectPage(editor, 'set-password')).toEqual([]);
    await choosePassword(editor, password);
  });

  it('shows the editor their project and nothing of another', async () => {
    await editor.getByRole('row', { name: /Shop line/ }).waitFor();
    expect(await editor.getByText('Vault line').count()).toBe(0);
    const agents = await callRest(admin, 'GET', '/agents');
    const foreign = agents.items.find(({ name }) => name === 'Vault line')?.id;
    await editor.goto(`/agents/${foreign}`);
    await editor.getByRole('heading', { name: 'No such agent' }).waitFor();
    await editor.keyboard.press('Control+k');
    await editor.getByRole('combobox', { name: /Find an agent/ }).fill('vault');
    await editor.getByText('Nothing is called that.').waitFor();
    await editor.keyboard.press('Escape');
    await goTo(editor, 'Projects');
    await editor.getByRole('button', { name: 'Retail' }).waitFor();
    expect(await editor.getByText('Bank').count()).toBe(0);
    expect(await inspectPage(editor, 'projects-of-an-editor')).toEqual([]);
    await goTo(editor, 'People');
    await editor.getByRole('heading', { name: 'Only admins see who has an account' }).waitFor();
    expect(await inspectPage(editor, 'people-of-an-editor')).toEqual([]);
  });

  it('lets the editor choose and save a model for an agent of theirs', async () => {
    await editor.goto('/');
    await editor.getByRole('link', { name: 'Shop line' }).click();
    await choose(editor, 'GPT-5.6 Sol');
    await editor.getByRole('button', { name: 'Save', exact: true }).click();
    await editor
      .getByRole('status')
      .filter({ hasText: /Live now: .*, revision 2/ })
      .first()
      .waitFor();
  });

  it('tells a viewer why they can’t save, make keys or talk', async () => {
    const link = await invite('Vera', 'Viewer');
    await admin.getByRole('button', { name: 'I have it' }).click();
    await viewer.goto(link);
    await choosePassword(viewer, password);
    await viewer.getByRole('link', { name: 'Shop line' }).click();
    await choose(viewer, 'GPT-5.6 Terra');
    const save = viewer.getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await viewer.getByText(/takes the role editor/).waitFor();
    expect(await inspectPage(viewer, 'viewer-cannot-save')).toEqual([]);
    await viewer.getByRole('button', { name: 'Undo changes' }).click();
    await viewer.getByRole('link', { name: 'Keys' }).click();
    const create = viewer.getByRole('button', { name: 'Create key' });
    await viewer.getByText(/takes the role editor/).waitFor();
    expect(await create.getAttribute('aria-disabled')).toBe('true');
    expect(await inspectPage(viewer, 'viewer-keys')).toEqual([]);
    await viewer.getByRole('link', { name: 'Playground' }).click();
    await viewer.getByText(/takes the role editor/).waitFor();
    expect(await viewer.getByLabel('Message').isDisabled()).toBe(true);
  });

  it('helps with a lost password by keyboard, which goes on where it was', async () => {
    await admin.getByRole('button', { name: 'Edith' }).click();
    const panel = admin.getByRole('dialog', { name: 'Edith' });
    const make = panel.getByRole('button', { name: 'Make a one-time link' });
    const focused = () => admin.evaluate(() => document.activeElement?.textContent);
    await make.focus();
    await admin.keyboard.press('Enter');
    await panel.getByText(/#token=/).waitFor();
    expect(await focused()).toBe('Copy');
    await panel.getByRole('button', { name: 'I have it' }).focus();
    await admin.keyboard.press('Enter');
    await make.waitFor();
    expect(await focused()).toBe('Make a one-time link');
    await admin.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('counts a new role from the very next thing somebody does', async () => {
    await admin.getByRole('button', { name: 'Edith' }).click();
    const panel = admin.getByRole('dialog', { name: 'Edith' });
    await panel.getByRole('radio', { name: 'Viewer' }).click();
    expect(await inspectPage(admin, 'person')).toEqual([]);
    await panel.getByRole('button', { name: 'Save', exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    await editor.getByRole('button', { name: /^Parameters/ }).click();
    await editor.getByLabel('Temperature').fill('0.3');
    await editor.getByRole('button', { name: 'Save', exact: true }).click();
    await editor
      .getByRole('alert')
      .getByText(/takes the role editor or admin/)
      .waitFor();
  });

  it('filters the board by project where there are several', async () => {
    await admin.goto('/');
    await admin.getByRole('row', { name: /Vault line/ }).waitFor();
    await admin.getByLabel('Project', { exact: true }).selectOption({ label: 'Retail' });
    await admin.getByRole('row', { name: /Vault line/ }).waitFor({ state: 'detached' });
    await admin.getByRole('row', { name: /Shop line/ }).waitFor();
    expect(await inspectPage(admin, 'board-by-project')).toEqual([]);
  });

  it('changes who is in a project', async () => {
    await goTo(admin, 'Projects');
    await admin.getByRole('button', { name: 'Bank' }).click();
    const panel = admin.getByRole('dialog', { name: 'Bank' });
    await panel.getByText('Nobody yet. Admins see it without being members.').waitFor();
    await panel.getByLabel('Add', { exact: true }).selectOption({ label: 'Vera' });
    await panel.getByRole('button', { name: 'Add to Bank' }).click();
    await panel.getByLabel('Role of Vera').waitFor();
    expect(await inspectPage(admin, 'project', { everywhere: true })).toEqual([]);
    await viewer.goto('/');
    await viewer.getByRole('row', { name: /Vault line/ }).waitFor();
    await panel.getByRole('button', { name: 'Remove Vera' }).click();
    await panel.getByText('Nobody yet. Admins see it without being members.').waitFor();
    await viewer.reload();
    await viewer.getByRole('row', { name: /Shop line/ }).waitFor();
    expect(await viewer.getByText('Vault line').count()).toBe(0);
    await admin.keyboard.press('Escape');
  });

  it('shows one’s account, makes a token once, and signs out everywhere', async () => {
    await goTo(viewer, 'Account');
    await viewer.getByLabel('Token name').fill('Nightly report');
    await viewer.getByRole('button', { name: 'Create token' }).click();
    const shown = viewer.getByRole('region', { name: 'New token' });
    const token = await shown.getByText(/^jf_user_/).innerText();
    const answer = await fetch(`${program.url}/api/v1/agents`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    expect(await inspectPage(viewer, 'account', { everywhere: true })).toEqual([]);
    await shown.getByRole('button', { name: 'I have it' }).click();
    expect(await viewer.content()).not.toContain(token);
    await viewer.getByText('this one').waitFor();
    await viewer.getByRole('button', { name: 'Sign out everywhere' }).click();
    await viewer
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Sign out everywhere' })
      .click();
    await viewer.getByRole('heading', { name: 'Sign in' }).waitFor();
    await viewer.getByLabel('Name or e-mail address').fill('vera');
    await viewer.getByLabel('Password', { exact: true }).fill(password);
    await viewer.keyboard.press('Enter');
    await viewer.getByRole('heading', { name: 'Account', level: 1 }).waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});

async function choose(page: Page, model: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Model', exact: true }).click();
  await page.getByLabel('Search models').fill(model);
  await page.getByRole('option', { name: new RegExp(`^${model}`) }).click();
}
