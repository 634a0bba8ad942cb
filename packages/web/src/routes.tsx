import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent as lazy,
  Outlet,
} from '@tanstack/react-router';
import { readBoardSearch } from './pages/board/board-search.ts';
import { FaultPage } from './pages/fault-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { readUsageSearch } from './pages/usage/usage-search.ts';
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
  component: lazy(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const firstAdmin = createRoute({
  getParentRoute: () => root,
  path: '/first-admin',
  component: lazy(() => import('./pages/sign-in/first-admin-page.tsx'), 'FirstAdminPage'),
});

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: lazy(() => import('./pages/sign-in/set-password-page.tsx'), 'SetPasswordPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: AppShell });

const board = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: readBoardSearch,
  component: lazy(() => import('./pages/board/board-page.tsx'), 'BoardPage'),
});
const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: (search): { model?: string | undefined } => ({ model: text(search['model']) }),
  component: lazy(() => import('./pages/models/models-page.tsx'), 'ModelsPage'),
});
const lifecycle = createRoute({
  getParentRoute: () => shell,
  path: '/models/lifecycle',
  component: lazy(() => import('./pages/lifecycle/lifecycle-page.tsx'), 'LifecyclePage'),
});
const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  validateSearch: (search): { project?: string | undefined } => ({
    project: text(search['project']),
  }),
  component: lazy(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
});
const newConnection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/new',
  component: lazy(() => import('./pages/connections/new-connection-page.tsx'), 'NewConnectionPage'),
});
const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId',
  validateSearch: (search): { check?: string | undefined } => ({ check: text(search['check']) }),
  component: lazy(() => import('./pages/connections/connection-page.tsx'), 'ConnectionPage'),
});
const editConnection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connectionId/edit',
  component: lazy(
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
  component: lazy(() => import('./pages/providers/providers-page.tsx'), 'ProvidersPage'),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: (search): { user?: string | undefined } => ({ user: text(search['user']) }),
  component: lazy(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: (search): { project?: string | undefined } => ({
    project: text(search['project']),
  }),
  component: lazy(() => import('./pages/projects/projects-page.tsx'), 'ProjectsPage'),
});
const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  validateSearch: (search): { webhook?: string | undefined } => ({
    webhook: text(search['webhook']),
  }),
  component: lazy(() => import('./pages/alerts/alerts-page.tsx'), 'AlertsPage'),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazy(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});
const turns = createRoute({
  getParentRoute: () => shell,
  path: '/turns',
  component: lazy(() => import('./pages/turns/turns-page.tsx'), 'TurnsPage'),
});
const turn = createRoute({
  getParentRoute: () => shell,
  path: '/turns/$requestId',
  component: lazy(() => import('./pages/turns/turn-page.tsx'), 'TurnPage'),
});
const usage = createRoute({
  getParentRoute: () => shell,
  path: '/usage',
  validateSearch: readUsageSearch,
  component: lazy(() => import('./pages/usage/usage-page.tsx'), 'UsagePage'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  component: lazy(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});
const status = createRoute({
  getParentRoute: () => shell,
  path: '/status',
  component: lazy(() => import('./pages/status/status-page.tsx'), 'StatusPage'),
});

const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$agentId',
  component: lazy(() => import('./pages/agent/agent-layout.tsx'), 'AgentLayout'),
});
const agentModel = createRoute({
  getParentRoute: () => agent,
  path: '/',
  component: lazy(
    () => import('./pages/agent/model-setting/model-setting-page.tsx'),
    'ModelSettingPage',
  ),
});
const agentHistory = createRoute({
  getParentRoute: () => agent,
  path: '/history',
  component: lazy(() => import('./pages/agent/history/history-page.tsx'), 'HistoryPage'),
});
const agentKeys = createRoute({
  getParentRoute: () => agent,
  path: '/keys',
  component: lazy(() => import('./pages/agent/keys/keys-page.tsx'), 'KeysPage'),
});
const agentPlayground = createRoute({
  getParentRoute: () => agent,
  path: '/playground',
  component: lazy(() => import('./pages/agent/playground/playground-page.tsx'), 'PlaygroundPage'),
});
const agentCompare = createRoute({
  getParentRoute: () => agent,
  path: '/compare',
  component: lazy(() => import('./pages/agent/compare/compare-page.tsx'), 'ComparePage'),
});
const agentInstructions = createRoute({
  getParentRoute: () => agent,
  path: '/instructions',
  component: lazy(
    () => import('./pages/agent/instructions/instructions-page.tsx'),
    'InstructionsPage',
  ),
});

const agentBudget = createRoute({
  getParentRoute: () => agent,
  path: '/budget',
  component: lazy(() => import('./pages/agent/budget/budget-page.tsx'), 'BudgetPage'),
});

const agentTurns = createRoute({
  getParentRoute: () => agent,
  path: '/turns',
  component: lazy(() => import('./pages/turns/agent-turns-page.tsx'), 'AgentTurnsPage'),
});

const agentBakeOff = createRoute({
  getParentRoute: () => agent,
  path: '/bake-off',
  validateSearch: (
    search,
  ): {
    candidate?: string | undefined;
    run?: string | undefined;
    set?: string | undefined;
    start?: boolean | undefined;
  } => ({
    candidate: text(search['candidate']),
    run: text(search['run']),
    set: text(search['set']),
    start: search['start'] === true ? true : undefined,
  }),
  component: lazy(() => import('./pages/agent/bake-off/bake-off-page.tsx'), 'BakeOffPage'),
});

const routeTree = root.addChildren([
  signIn,
  firstAdmin,
  setPassword,
  shell.addChildren([
    board,
    models,
    lifecycle,
    connections,
    newConnection,
    connection,
    editConnection,
    providers,
    turns,
    turn,
    usage,
    audit,
    status,
    people,
    projects,
    alerts,
    account,
    agent.addChildren([
      agentModel,
      agentHistory,
      agentKeys,
      agentPlayground,
      agentCompare,
      agentBakeOff,
      agentTurns,
      agentBudget,
      agentInstructions,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  // What the pointer or the keyboard rests on is loaded before it is asked for.
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: FaultPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
