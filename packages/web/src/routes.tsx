import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import { AccountPage } from './pages/account/account-page.tsx';
import { AgentLayout } from './pages/agent/agent-layout.tsx';
import { HistoryPage } from './pages/agent/history/history-page.tsx';
import { InstructionsPage } from './pages/agent/instructions/instructions-page.tsx';
import { KeysPage } from './pages/agent/keys/keys-page.tsx';
import { ModelSettingPage } from './pages/agent/model-setting/model-setting-page.tsx';
import { PlaygroundPage } from './pages/agent/playground/playground-page.tsx';
import { AuditPage } from './pages/audit/audit-page.tsx';
import { BoardPage } from './pages/board/board-page.tsx';
import { readBoardSearch } from './pages/board/board-search.ts';
import { ConnectionPage } from './pages/connections/connection-page.tsx';
import { ConnectionsPage } from './pages/connections/connections-page.tsx';
import { EditConnectionPage } from './pages/connections/edit-connection-page.tsx';
import { NewConnectionPage } from './pages/connections/new-connection-page.tsx';
import { ModelsPage } from './pages/models/models-page.tsx';
import { FaultPage } from './pages/fault-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PeoplePage } from './pages/people/people-page.tsx';
import { ProjectsPage } from './pages/projects/projects-page.tsx';
import { ProvidersPage } from './pages/providers/providers-page.tsx';
import { FirstAdminPage } from './pages/sign-in/first-admin-page.tsx';
import { SetPasswordPage } from './pages/sign-in/set-password-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { StatusPage } from './pages/status/status-page.tsx';
import { AppShell } from './shell/app-shell.tsx';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string | undefined; refused?: string | undefined } => ({
    to: text(search['to']),
    refused: text(search['refused']),
  }),
  component: SignInPage,
});
const firstAdmin = createRoute({
  getParentRoute: () => root,
  path: '/first-admin',
  component: FirstAdminPage,
});

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: SetPasswordPage,
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: AppShell });

const board = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: readBoardSearch,
  component: BoardPage,
});
const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: (search): { model?: string | undefined } => ({ model: text(search['model']) }),
  component: ModelsPage,
});
const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  component: ConnectionsPage,
});
const newConnection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/new',
  component: NewConnectionPage,
});
const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId',
  validateSearch: (search): { check?: string | undefined } => ({ check: text(search['check']) }),
  component: ConnectionPage,
});
const editConnection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId/edit',
  component: EditConnectionPage,
});
const providers = createRoute({
  getParentRoute: () => shell,
  path: '/providers',
  validateSearch: (search): { provider?: string | undefined; models?: string | undefined } => ({
    provider: text(search['provider']),
    models: text(search['models']),
  }),
  component: ProvidersPage,
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: (search): { user?: string | undefined } => ({ user: text(search['user']) }),
  component: PeoplePage,
});
const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: (search): { project?: string | undefined } => ({
    project: text(search['project']),
  }),
  component: ProjectsPage,
});
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: AccountPage,
});
const audit = createRoute({ getParentRoute: () => shell, path: '/audit', component: AuditPage });
const status = createRoute({ getParentRoute: () => shell, path: '/status', component: StatusPage });

const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$agentId',
  component: AgentLayout,
});
const agentModel = createRoute({
  getParentRoute: () => agent,
  path: '/',
  component: ModelSettingPage,
});
const agentHistory = createRoute({
  getParentRoute: () => agent,
  path: '/history',
  component: HistoryPage,
});
const agentKeys = createRoute({ getParentRoute: () => agent, path: '/keys', component: KeysPage });
const agentPlayground = createRoute({
  getParentRoute: () => agent,
  path: '/playground',
  component: PlaygroundPage,
});
const agentInstructions = createRoute({
  getParentRoute: () => agent,
  path: '/instructions',
  component: InstructionsPage,
});

const routeTree = root.addChildren([
  signIn,
  firstAdmin,
  setPassword,
  shell.addChildren([
    board,
    models,
    connections,
    newConnection,
    connection,
    editConnection,
    providers,
    audit,
    status,
    people,
    projects,
    account,
    agent.addChildren([agentModel, agentHistory, agentKeys, agentPlayground, agentInstructions]),
  ]),
]);

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: FaultPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
