import type { App } from '../http/app.ts';
import { needsExtension } from '../http/create-route.ts';
import type { Services } from '../services.ts';
import { allowEndpoint } from './allow-endpoint/route.ts';
import { describeCarryTurn } from './carry-turn/route.ts';
import { carryPlaygroundTurns } from './carry-playground-turns/route.ts';
import { changeAgent } from './change-agent/route.ts';
import { changeConnection } from './change-connection/route.ts';
import { changeMe } from './change-me/route.ts';
import { changeOwnPassword } from './change-own-password/route.ts';
import { changeProject } from './change-project/route.ts';
import { changeUser } from './change-user/route.ts';
import { changeWebhook } from './change-webhook/route.ts';
import { checkConnection } from './check-connection/route.ts';
import { checkDraft } from './check-draft/route.ts';
import { checkProvider } from './check-provider/route.ts';
import { closeCircuits } from './close-circuits/route.ts';
import { createAgentKey } from './create-agent-key/route.ts';
import { createAgent } from './create-agent/route.ts';
import { createConnection } from './create-connection/route.ts';
import { createOwnToken } from './create-own-token/route.ts';
import { createProject } from './create-project/route.ts';
import { createResetLink } from './create-reset-link/route.ts';
import { createUser } from './create-user/route.ts';
import { listTestSets } from './list-test-sets/route.ts';
import { createTestSet } from './create-test-set/route.ts';
import { deleteTestSet } from './delete-test-set/route.ts';
import { listTestCases } from './list-test-cases/route.ts';
import { addTestCases } from './add-test-cases/route.ts';
import { changeTestCase } from './change-test-case/route.ts';
import { deleteTestCase } from './delete-test-case/route.ts';
import { exportTestSet } from './export-test-set/route.ts';
import { listCapturedCases } from './list-captured-cases/route.ts';
import { listBakeOffs } from './list-bake-offs/route.ts';
import { startBakeOff } from './start-bake-off/route.ts';
import { getBakeOff } from './get-bake-off/route.ts';
import { deleteBakeOff } from './delete-bake-off/route.ts';
import { cancelBakeOff } from './cancel-bake-off/route.ts';
import { resumeBakeOff } from './resume-bake-off/route.ts';
import { listBakeOffResults } from './list-bake-off-results/route.ts';
import { getBakeOffReport } from './get-bake-off-report/route.ts';
import { createWebhook } from './create-webhook/route.ts';
import { deleteAgentKey } from './delete-agent-key/route.ts';
import { deleteAgent } from './delete-agent/route.ts';
import { deleteBudget } from './delete-budget/route.ts';
import { deleteConnection } from './delete-connection/route.ts';
import { deleteOwnToken } from './delete-own-token/route.ts';
import { deleteProject } from './delete-project/route.ts';
import { deleteProviderCredentials } from './delete-provider-credentials/route.ts';
import { deleteUser } from './delete-user/route.ts';
import { deleteWebhook } from './delete-webhook/route.ts';
import { disallowEndpoint } from './disallow-endpoint/route.ts';
import { endOwnSession } from './end-own-session/route.ts';
import { endOwnSessions } from './end-own-sessions/route.ts';
import { exportAuditEvents } from './export-audit-events/route.ts';
import { finishSingleSignOn } from './finish-single-sign-on/route.ts';
import { getAgent } from './get-agent/route.ts';
import { getBudget } from './get-budget/route.ts';
import { getConnectionCheck } from './get-connection-check/route.ts';
import { getConnection } from './get-connection/route.ts';
import { getDocs } from './get-docs/route.ts';
import { getMe } from './get-me/route.ts';
import { getModelSetting } from './get-model-setting/route.ts';
import { getOpenapi } from './get-openapi/route.ts';
import { getSession } from './get-session/route.ts';
import { getStatus } from './get-status/route.ts';
import { listAgentKeys } from './list-agent-keys/route.ts';
import { listAgents } from './list-agents/route.ts';
import { listAllowedEndpoints } from './list-allowed-endpoints/route.ts';
import { listAuditEvents } from './list-audit-events/route.ts';
import { listConnectionChecks } from './list-connection-checks/route.ts';
import { listConnections } from './list-connections/route.ts';
import { listDiscoveredEndpoints } from './list-discovered-endpoints/route.ts';
import { listDyingModels } from './list-dying-models/route.ts';
import { listModels } from './list-models/route.ts';
import { listOwnSessions } from './list-own-sessions/route.ts';
import { listOwnTokens } from './list-own-tokens/route.ts';
import { listProjectMembers } from './list-project-members/route.ts';
import { listProjects } from './list-projects/route.ts';
import { listProviderModels } from './list-provider-models/route.ts';
import { listProviders } from './list-providers/route.ts';
import { listRevisions } from './list-revisions/route.ts';
import { getCapture } from './get-capture/route.ts';
import { getCapturedTurn } from './get-captured-turn/route.ts';
import { getTurn } from './get-turn/route.ts';
import { turnOffCapture } from './turn-off-capture/route.ts';
import { turnOnCapture } from './turn-on-capture/route.ts';
import { listTurns } from './list-turns/route.ts';
import { listUsage } from './list-usage/route.ts';
import { listUsers } from './list-users/route.ts';
import { listWebhookDeliveries } from './list-webhook-deliveries/route.ts';
import { listWebhooks } from './list-webhooks/route.ts';
import { removeProjectMember } from './remove-project-member/route.ts';
import { restoreRevision } from './restore-revision/route.ts';
import { rotateKeys } from './rotate-keys/route.ts';
import { saveBudget } from './save-budget/route.ts';
import { saveModelSetting } from './save-model-setting/route.ts';
import { saveProviderCredentials } from './save-provider-credentials/route.ts';
import { setFirstAdmin } from './set-first-admin/route.ts';
import { setPassword } from './set-password/route.ts';
import { setProjectMember } from './set-project-member/route.ts';
import { signIn } from './sign-in/route.ts';
import { signOut } from './sign-out/route.ts';
import { startDemoEndpoint } from './start-demo-endpoint/route.ts';
import { startSingleSignOn } from './start-single-sign-on/route.ts';
import { testWebhook } from './test-webhook/route.ts';
import { verifyAuditEvents } from './verify-audit-events/route.ts';

/** Every operation under its `operationId`, in the order in which the document lists them. */
const routes: Readonly<Record<string, (app: App, services: Services) => void>> = {
  listModels,
  listDyingModels,
  listAgents,
  createAgent,
  getAgent,
  changeAgent,
  deleteAgent,
  carryTurn: describeCarryTurn,
  carryPlaygroundTurns,
  listAgentKeys,
  createAgentKey,
  deleteAgentKey,
  getModelSetting,
  saveModelSetting,
  getBudget,
  saveBudget,
  deleteBudget,
  getCapture,
  turnOnCapture,
  turnOffCapture,
  listRevisions,
  restoreRevision,
  listTestSets,
  createTestSet,
  deleteTestSet,
  listTestCases,
  addTestCases,
  changeTestCase,
  deleteTestCase,
  exportTestSet,
  listCapturedCases,
  listBakeOffs,
  startBakeOff,
  getBakeOff,
  deleteBakeOff,
  cancelBakeOff,
  resumeBakeOff,
  listBakeOffResults,
  getBakeOffReport,
  listConnections,
  createConnection,
  checkDraft,
  getConnection,
  changeConnection,
  deleteConnection,
  checkConnection,
  listConnectionChecks,
  getConnectionCheck,
  listAllowedEndpoints,
  allowEndpoint,
  disallowEndpoint,
  listDiscoveredEndpoints,
  startDemoEndpoint,
  listProviders,
  saveProviderCredentials,
  deleteProviderCredentials,
  checkProvider,
  listProviderModels,
  listAuditEvents,
  exportAuditEvents,
  verifyAuditEvents,
  listUsage,
  listTurns,
  getTurn,
  getCapturedTurn,
  getStatus,
  listWebhooks,
  createWebhook,
  changeWebhook,
  deleteWebhook,
  testWebhook,
  listWebhookDeliveries,
  listProjects,
  createProject,
  changeProject,
  deleteProject,
  listProjectMembers,
  setProjectMember,
  removeProjectMember,
  listUsers,
  createUser,
  changeUser,
  deleteUser,
  createResetLink,
  getMe,
  changeMe,
  changeOwnPassword,
  listOwnSessions,
  endOwnSession,
  endOwnSessions,
  listOwnTokens,
  createOwnToken,
  deleteOwnToken,
  closeCircuits,
  setFirstAdmin,
  setPassword,
  startSingleSignOn,
  finishSingleSignOn,
  signIn,
  getSession,
  signOut,
  rotateKeys,
  getOpenapi,
  getDocs,
};

/**
 * Adds them all, and tells `publicRoutes` which of them anybody may call.
 *
 * @throws Error for a route that doesn't say who may call it.
 */
export function addRoutes(app: App, services: Services, publicRoutes: Set<string>): void {
  // Not in the document: the document itself, and it as a page.
  for (const path of ['/openapi.json', '/docs']) publicRoutes.add(`GET /api/v1${path}`);
  for (const [operationId, addRoute] of Object.entries(routes)) {
    const before = app.openAPIRegistry.definitions.length;
    addRoute(app, services);
    for (const definition of app.openAPIRegistry.definitions.slice(before)) {
      if (definition.type !== 'route') continue;
      definition.route.operationId = operationId;
      const { method, path } = definition.route;
      const needs: unknown = Reflect.get(definition.route, needsExtension);
      if (needs === undefined) throw new Error(`${operationId} doesn't say who may call it.`);
      if (needs === 'nobody') publicRoutes.add(`${method.toUpperCase()} /api/v1${path}`);
    }
  }
}
