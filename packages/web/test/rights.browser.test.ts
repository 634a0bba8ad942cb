import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callRest } from './call-rest.ts';
import { startEndpointToMend, type EndpointToMend } from './endpoint-to-mend.ts';
import { inspectPage } from './inspect-page.ts';
import { openBrowser } from './open-browser.ts';
import { choosePassword, openPage } from './open-page.ts';
import { placesOfPage } from './places-of-page.ts';
import { startProgram, type Program } from './start-program.ts';

const password = 'a plug for every line';
const editors = /takes the role editor, which an admin can give you/;
const admins = /Only an admin can/;
const sharers = /Every project uses it, so only an admin/;

/** What a place holds that a role can't do: the button, and why. */
type Barred = readonly [button: string | RegExp, why: RegExp];

/** Somebody of each role in the project Retail, on every place of the page. */
describe('what a role can’t do', () => {
  let program: Program;
  let own: EndpointToMend;
  let browser: Browser;
  let admin: Page;
  let editor: Page;
  let viewer: Page;
  let nobody: Page;
  const refused: string[] = [];
  const faultsOfPage: string[] = [];
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    own = await startEndpointToMend();
    [program, browser] = await Promise.all([
      startProgram({ OPENAI_API_KEY: own.credential, OPENAI_BASE_URL: own.url }),
      openBrowser(),
    ]);
    const open = (): Promise<Page> => openPage(browser, program, faultsOfPage);
    [admin, editor, viewer, nobody] = await Promise.all([open(), open(), open(), open()]);
    await admin.goto(program.firstAdminLink);
    await choosePassword(admin, password);
    await fill();
    for (const page of [editor, viewer, nobody]) {
      page.on('response', (response) => {
        if (response.status() === 403) refused.push(`${page.url()}: ${response.url()}`);
      });
    }
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([program?.stop(), own?.stop()]);
  });

  /** An agent with two revisions and a key, one on a model that ends, three connections, an allowed address and an open circuit. */
  async function fill(): Promise<void> {
    own.mend();
    await callRest(admin, 'POST', '/allowed-endpoints', { endpoint: own.endpoint });
    for (const name of ['Retail', 'Bank', 'Empty']) {
      ids[name] = (await callRest(admin, 'POST', '/projects', { name })).id;
    }
    for (const [name, project, shared] of [
      ['Shop model', 'Retail', false],
      ['Vault model', 'Bank', false],
      ['Common model', 'Bank', true],
    ] as const) {
      const made = await callRest(admin, 'POST', '/connections', {
        name,
        url: own.url,
        modelId: 'm',
        auth: { method: 'bearer', credential: own.credential },
        projectId: ids[project],
        shared,
      });
      ids[name] = made.id;
      await callRest(admin, 'POST', `/connections/${made.id}/check`);
    }
    const agent = await callRest(admin, 'POST', '/agents', {
      name: 'Shop line',
      projectId: ids['Retail'],
    });
    ids['agent'] = agent.id;
    const setting = `/agents/${agent.id}/model-setting`;
    await callRest(admin, 'PUT', setting, { model: 'openai/gpt-6-luna' });
    await callRest(admin, 'PUT', setting, { model: `byom/${ids['Shop model']}` });
    await callRest(admin, 'POST', `/agents/${agent.id}/keys`, { name: 'Phone' });
    const old = { name: 'Old line', projectId: ids['Retail'] };
    const { id: oldLine } = await callRest(admin, 'POST', '/agents', old);
    const ending = { model: 'openai/gpt-4o-mini' };
    await callRest(admin, 'PUT', `/agents/${oldLine}/model-setting`, ending);
    own.breakDown();
    await admin.evaluate(async (id) => {
      for (let turn = 0; turn < 5; turn += 1) {
        await fetch(`/api/v1/agents/${id}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
        });
      }
    }, agent.id);
    own.mend();
    const turns = await callRest(admin, 'GET', '/turns');
    ids['turn'] = String(Reflect.get(turns.items[0] ?? {}, 'requestId'));
    await join(editor, 'Edith', 'editor', ['Retail', 'Bank']);
    await join(viewer, 'Vera', 'viewer', ['Retail']);
    await join(nobody, 'Noor', 'editor', []);
  }

  /** Invites somebody with a role, in projects of which they are viewers but for the first. */
  async function join(
    page: Page,
    name: string,
    role: string,
    projects: readonly string[],
  ): Promise<void> {
    const members = projects.map((project, at) => ({
      id: ids[project],
      role: at === 0 ? role : 'viewer',
    }));
    const made = await callRest(admin, 'POST', '/users', { name, role, projects: members });
    await page.goto(String(Reflect.get(made, 'invitationLink')));
    await choosePassword(page, password);
  }

  /** Every place of the page, and what there bars a viewer and an editor. */
  function places(): Record<string, { path: string; viewer: Barred[]; editor: Barred[] }> {
    const agent = `/agents/${ids['agent']}`;
    const connection = `/connections/${ids['Shop model']}`;
    const toProviders: Barred[] = [['Give credentials of Amazon Bedrock', admins]];
    const toStatus: Barred[] = [['Close circuits', admins]];
    const toPeople: Barred[] = [['Invite somebody', admins]];
    const toProjects: Barred[] = [['New project', admins]];
    const ofShared: Barred[] = [['Check now: Common model', sharers]];
    const toEndpoints: Barred[] = [[`Forbid ${own.endpoint}`, admins]];
    return {
      '/': { path: '/', viewer: [['New agent', editors]], editor: [] },
      '/models': { path: '/models', viewer: [], editor: [] },
      '/models/lifecycle': {
        path: '/models/lifecycle',
        viewer: [['Move to GPT-6 Luna for Old line', editors]],
        editor: [],
      },
      '/connections': {
        path: '/connections',
        viewer: [
          ['Connect an endpoint', editors],
          ['Check now: Shop model', editors],
          ...ofShared,
          ...toEndpoints,
        ],
        editor: [['Check now: Vault model', editors], ...ofShared, ...toEndpoints],
      },
      '/connections/new': { path: '/connections/new', viewer: [], editor: [] },
      '/connections/$connectionId': {
        path: connection,
        viewer: [
          ['Edit', editors],
          ['Check now', editors],
          ['Delete', editors],
        ],
        editor: [],
      },
      '/connections/$connectionId/edit': { path: `${connection}/edit`, viewer: [], editor: [] },
      '/providers': {
        path: '/providers',
        viewer: [
          ['Check of OpenAI', editors],
          ['Compare models of OpenAI', editors],
          ...toProviders,
        ],
        editor: toProviders,
      },
      '/people': { path: '/people', viewer: toPeople, editor: toPeople },
      '/projects': { path: '/projects', viewer: toProjects, editor: toProjects },
      '/account': { path: '/account', viewer: [], editor: [] },
      '/alerts': {
        path: '/alerts',
        viewer: [['Add a webhook', admins]],
        editor: [['Add a webhook', admins]],
      },
      '/turns': { path: '/turns', viewer: [], editor: [] },
      '/turns/$requestId': { path: `/turns/${ids['turn']}`, viewer: [], editor: [] },
      '/usage': { path: '/usage', viewer: [], editor: [] },
      '/audit': { path: '/audit', viewer: [], editor: [] },
      '/status': { path: '/status', viewer: toStatus, editor: toStatus },
      '/agents/$agentId': { path: agent, viewer: [['Save', editors]], editor: [] },
      '/agents/$agentId/history': {
        path: `${agent}/history`,
        viewer: [['Restore revision 1', editors]],
        editor: [],
      },
      '/agents/$agentId/budget': {
        path: `${agent}/budget`,
        viewer: [['Save the budget', editors]],
        editor: [],
      },
      '/agents/$agentId/keys': {
        path: `${agent}/keys`,
        viewer: [
          ['Create key', editors],
          ['Revoke Phone', editors],
        ],
        editor: [],
      },
      '/agents/$agentId/playground': { path: `${agent}/playground`, viewer: [], editor: [] },
      '/agents/$agentId/compare': {
        path: `${agent}/compare`,
        viewer: [['Run', editors]],
        editor: [],
      },
      '/agents/$agentId/bake-off': {
        path: `${agent}/bake-off`,
        viewer: [
          ['Start a bake-off', editors],
          ['Make a test set', editors],
        ],
        editor: [],
      },
      '/agents/$agentId/turns': {
        path: `${agent}/turns`,
        viewer: [['Keep what turns say', admins]],
        editor: [['Keep what turns say', admins]],
      },
      '/agents/$agentId/instructions': {
        path: `${agent}/instructions`,
        viewer: [
          ['Save', editors],
          ['Delete agent', editors],
        ],
        editor: [],
      },
    };
  }

  async function expectBarred(page: Page, [name, why]: Barred): Promise<void> {
    const button = page.getByRole('button', { name, exact: true });
    await button.waitFor();
    expect([name, await button.getAttribute('aria-disabled')]).toEqual([name, 'true']);
    await button.focus();
    expect([name, await button.evaluate((it) => it === document.activeElement)]).toEqual([
      name,
      true,
    ]);
    const described = await button.evaluate((it) =>
      (it.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
    expect(described).toMatch(why);
  }

  it.each(['viewer', 'editor'] as const)(
    'is disabled with its reason for a %s, and reachable, in every place',
    async (role) => {
      const page = role === 'viewer' ? viewer : editor;
      const signedOut = ['/first-admin', '/set-password', '/sign-in'];
      const all = places();
      expect([...Object.keys(all), ...signedOut].toSorted()).toEqual(await placesOfPage());
      for (const place of Object.values(all)) {
        await page.goto(place.path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        for (const barred of place[role]) await expectBarred(page, barred);
      }
      // No place asks for what its visitor may not have.
      expect(refused).toEqual([]);
    },
  );

  it('says why beside the button, for the pointer, the keyboard and a finger', async () => {
    await viewer.goto('/providers');
    await viewer.getByRole('button', { name: 'Check of OpenAI' }).hover();
    // While one opens, the one before it may still be closing.
    const open = viewer.locator('[data-open]');
    const words = viewer.getByText(editors).and(open);
    await words.waitFor();
    expect(await inspectPage(viewer, 'providers-of-a-viewer')).toEqual([]);
    await viewer.mouse.move(0, 0);
    await words.waitFor({ state: 'detached' });
    await viewer.getByRole('button', { name: 'Give credentials of Amazon Bedrock' }).focus();
    await viewer.keyboard.press('Tab');
    await viewer.keyboard.press('Shift+Tab');
    await viewer.getByText(admins).and(open).waitFor();
    await viewer.keyboard.press('Escape');
    await viewer.getByText(admins).and(open).waitFor({ state: 'detached' });
    const tap = { pointerType: 'touch' };
    await viewer.getByRole('button', { name: 'Check of OpenAI' }).dispatchEvent('pointerdown', tap);
    await words.waitFor();
  });

  it('opens no form to a viewer who comes by its address', async () => {
    await viewer.goto('/connections/new');
    await viewer.getByRole('heading', { name: 'You can’t connect an endpoint here' }).waitFor();
    await viewer.goto(`/connections/${ids['Shop model']}/edit`);
    await viewer.getByRole('heading', { name: 'You can look at it, not change it' }).waitFor();
    await viewer.getByText(editors).waitFor();
    await viewer.goto(`/providers?provider=bedrock`);
    await expectBarred(viewer, ['Save credentials', admins]);
    await viewer.goto(`/projects?project=${ids['Retail']}`);
    for (const name of ['Remove Vera', 'Rename', 'Delete project']) {
      await expectBarred(viewer, [name, admins]);
    }
  });

  it('shows a member of another project what is shared, and nothing else of it', async () => {
    await viewer.goto('/connections');
    const row = viewer.getByRole('row', { name: /Common model/ });
    await row.getByText('Another project, shared with all').filter({ visible: true }).waitFor();
    expect(await viewer.getByText('Vault model').count()).toBe(0);
    expect(await inspectPage(viewer, 'connections-of-a-viewer', { everywhere: true })).toEqual([]);
    await row.getByRole('link', { name: 'Common model' }).click();
    await expectBarred(viewer, ['Edit', sharers]);
    await expectBarred(viewer, ['Delete', sharers]);
    expect(await inspectPage(viewer, 'connection-shared')).toEqual([]);
    await viewer.goto(`/connections/${ids['Vault model']}`);
    await viewer.getByRole('heading', { name: 'No such connection' }).waitFor();
  });

  it('filters connections by project, and keeps what is shared with it', async () => {
    await admin.goto('/connections');
    await admin.getByRole('columnheader', { name: 'Project' }).waitFor();
    await admin.getByLabel('Project', { exact: true }).selectOption({ label: 'Retail' });
    await admin.getByRole('row', { name: /Vault model/ }).waitFor({ state: 'detached' });
    await admin.getByRole('row', { name: /Shop model/ }).waitFor();
    await admin.getByRole('row', { name: /Common model/ }).waitFor();
    expect(new URL(admin.url()).searchParams.get('project')).toBe(ids['Retail']);
    expect(await inspectPage(admin, 'connections-by-project')).toEqual([]);
  });

  it('connects an endpoint in a project, shares it, and takes it back', async () => {
    await admin.goto('/connections/new');
    await admin.getByLabel('Name', { exact: true }).fill('Till model');
    await admin.getByLabel('URL', { exact: true }).fill(own.url);
    await admin.getByLabel('Model ID').fill('till-1');
    await admin.getByLabel('Project', { exact: true }).selectOption({ label: 'Empty' });
    await admin.getByRole('switch', { name: 'Shared with all projects' }).click();
    await admin.getByText(/agents of every project may use it/).waitFor();
    expect(await inspectPage(admin, 'connection-wizard-project')).toEqual([]);
    await admin.getByRole('button', { name: 'Continue' }).click();
    await admin.getByLabel('Credential', { exact: true }).fill(own.credential);
    await admin.getByRole('button', { name: 'Check the endpoint' }).click();
    await admin.getByRole('heading', { name: /^Ready to connect/ }).waitFor();
    await admin.getByRole('button', { name: 'Connect', exact: true }).click();
    await admin.getByText('Empty, shared with all').waitFor();
    await viewer.goto('/connections');
    await viewer.getByRole('row', { name: /Till model/ }).waitFor();
    await admin.getByRole('link', { name: 'Edit' }).click();
    await admin.getByRole('switch', { name: 'Shared with all projects' }).click();
    await admin.getByLabel('Project', { exact: true }).selectOption({ label: 'Bank' });
    await admin.getByRole('button', { name: 'Save without a check' }).click();
    await admin.getByRole('region', { name: 'Facts' }).getByText('Bank', { exact: true }).waitFor();
    await viewer.reload();
    await viewer.getByRole('row', { name: /Common model/ }).waitFor();
    expect(await viewer.getByText('Till model').count()).toBe(0);
  });

  it('gives an editor no project to connect in but their own, and no sharing', async () => {
    await editor.goto('/connections/new');
    await editor.getByText('Only an admin can share it with every project.').waitFor();
    const share = editor.getByRole('switch', { name: 'Shared with all projects' });
    await share.click({ force: true });
    expect(await share.getAttribute('aria-checked')).toBe('false');
    expect(await editor.getByLabel('Project', { exact: true }).count()).toBe(0);
  });

  it('tells somebody without a project whom to ask', async () => {
    for (const path of ['/', '/projects']) {
      await nobody.goto(path);
      await nobody.getByRole('heading', { name: 'You are in no project yet' }).waitFor();
      await nobody.getByText(/Ask an administrator to add you/).waitFor();
    }
    await nobody.goto('/');
    expect(await inspectPage(nobody, 'board-without-project', { everywhere: true })).toEqual([]);
    expect(refused).toEqual([]);
  });

  it('names the admin of an empty project, and says that no model is ready', async () => {
    const users = await callRest(admin, 'GET', '/users');
    const idOf = (name: string): string => users.items.find((user) => user.name === name)?.id ?? '';
    const members = `/projects/${ids['Empty']}/members`;
    await callRest(admin, 'PUT', `${members}/${idOf('Noor')}`, { role: 'viewer' });
    await callRest(admin, 'PUT', `${members}/${idOf('admin')}`, { role: 'editor' });
    await nobody.goto('/');
    await nobody.getByRole('heading', { name: 'No agent in Empty yet' }).waitFor();
    await nobody.getByText(/ask admin for that role/).waitFor();
    expect(await inspectPage(nobody, 'board-of-a-new-viewer')).toEqual([]);
    await callRest(admin, 'PUT', `${members}/${idOf('Noor')}`, { role: 'editor' });
    await nobody.reload();
    await nobody.getByRole('button', { name: 'Make the first agent' }).click();
    await nobody.getByRole('dialog', { name: 'New agent' }).waitFor();
  });

  it('never threw, and met nothing its own security policy forbids', () => {
    expect(faultsOfPage).toEqual([]);
  });
});
