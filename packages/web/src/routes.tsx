import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { AgentLayout } from './pages/agent/agent-layout.tsx';
import { HistoryPage } from './pages/agent/history/history-page.tsx';
import { InstructionsPage } from './pages/agent/instructions/instructions-page.tsx';
import { KeysPage } from './pages/agent/keys/keys-page.tsx';
import { ModelSettingPage } from './pages/agent/model-setting/model-setting-page.tsx';
import { PlaygroundPage } from './pages/agent/playground/playground-page.tsx';
import { BoardPage } from './pages/board/board-page.tsx';
import { readBoardSearch } from './pages/board/board-search.ts';
import { ConnectionsPage } from './pages/connections/connections-page.tsx';
import { ModelsPage } from './pages/models/models-page.tsx';
import { FaultPage } from './pages/fault-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { FirstAdminPage } from './pages/sign-in/first-admin-page.tsx';
import { SetPasswordPage } from './pages/sign-in/set-password-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { AppShell } from './shell/app-shell.tsx';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

// Pages that are opened rarely are loaded only then: `lazyRouteComponent`.
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
  component: lazyRouteComponent(
    () => import('./pages/connections/new-connection-page.tsx'),
    'NewConnectionPage',
  ),
});
const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId',
  validateSearch: (search): { check?: string | undefined } => ({ check: text(search['check']) }),
  component: lazyRouteComponent(
    () => import('./pages/connections/connection-page.tsx'),
    'ConnectionPage',
  ),
});
const editConnection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId/edit',
  component: lazyRouteComponent(
    () => import('./pages/connections/edit-connection-page.tsx'),
    'EditConnectionPage',
  ),
});
const providers = createRoute({
  getParentRoute: () => shell,
  path: '/providers',
  validateSearch: (search): { provider?: string | undefined; models?: string | undefined } => ({
    provider: text(search['provider']),
    models: text(search['models']),
  }),
  component: lazyRouteComponent(
    () => import('./pages/providers/providers-page.tsx'),
    'ProvidersPage',
  ),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: (search): { user?: string | undefined } => ({ user: text(search['user']) }),
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: (search): { project?: string | undefined } => ({
    project: text(search['project']),
  }),
  component: lazyRouteComponent(() => import('./pages/projects/projects-page.tsx'), 'ProjectsPage'),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});
const turns = createRoute({
  getParentRoute: () => shell,
  path: '/turns',
  component: lazyRouteComponent(() => import('./pages/turns/turns-page.tsx'), 'TurnsPage'),
});
const turn = createRoute({
  getParentRoute: () => shell,
  path: '/turns/$requestId',
  component: lazyRouteComponent(() => import('./pages/turns/turn-page.tsx'), 'TurnPage'),
});
const status = createRoute({
  getParentRoute: () => shell,
  path: '/status',
  component: lazyRouteComponent(() => import('./pages/status/status-page.tsx'), 'StatusPage'),
});

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

const agentTurns = createRoute({
  getParentRoute: () => agent,
  path: '/turns',
  component: lazyRouteComponent(
    () => import('./pages/turns/agent-turns-page.tsx'),
    'AgentTurnsPage',
  ),
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
    turns,
    turn,
    audit,
    status,
    people,
    projects,
    account,
    agent.addChildren([
      agentModel,
      agentHistory,
      agentKeys,
      agentPlayground,
      agentTurns,
      agentInstructions,
    ]),
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
