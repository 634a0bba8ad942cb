/** The shapes of the REST API, for its clients. Types only: importing this loads nothing. */
export type { Agent, AgentChange, AgentKey, CreatedAgentKey, NewAgent } from './schemas/agent.ts';
export type { AuditEvent } from './schemas/audit-event.ts';
export type { AuditVerdict } from './schemas/audit-verdict.ts';
export type {
  CheckEvidence,
  CheckFinding,
  CheckReport,
  CheckResult,
  EndpointSpeed,
  KeptCheck,
  KeptCheckWithReport,
  LearnedCapabilities,
  PlannedCheck,
} from './schemas/check-report.ts';
export type {
  Connection,
  ConnectionAuth,
  ConnectionChange,
  ConnectionChangeDraft,
  ConnectionDraft,
  NewConnection,
  SavedConnection,
} from './schemas/connection.ts';
export type { DyingModel } from './schemas/dying-model.ts';
export type { AllowedEndpoint, DemoEndpoint, DiscoveredEndpoint } from './schemas/endpoint.ts';
export type { KeyRotation } from './schemas/key-rotation.ts';
export type {
  ModelSetting,
  NewModelSetting,
  Parameters,
  SettingWarning,
} from './schemas/model-setting.ts';
export type { NewPlaygroundTurns, PlaygroundEvents } from './schemas/playground-turn.ts';
export type { Capabilities, Lifecycle, Model, Price, ProviderId } from './schemas/model.ts';
export type { Problem } from './schemas/problem.ts';
export type { Provider, ProviderCheck, ProviderModel } from './schemas/provider.ts';
export type { ApiToken, CreatedApiToken, Scope } from './schemas/api-token.ts';
export type { Project, ProjectMember } from './schemas/project.ts';
export type { ProjectRole, Role } from './schemas/role.ts';
export type { Session } from './schemas/session.ts';
export type { CreatedUser, Me, NewUser, OwnSession, PasswordLink, User } from './schemas/user.ts';
export type {
  ChangedWebhook,
  CreatedWebhook,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookDelivery,
  WebhookEventKind,
} from './schemas/webhook.ts';
export type { Status } from './schemas/status.ts';
export type { Budget, BudgetChange } from './schemas/budget.ts';
export type { Capture, CapturedTurn } from './schemas/capture.ts';
export type { Turn, TurnSummary } from './schemas/turn.ts';
export type { Usage, UsageDimension } from './schemas/usage.ts';
export type {
  Assertion,
  CapturedTestCase,
  CaseContent,
  TestCase,
  TestSet,
} from './schemas/test-set.ts';
export type {
  AssertionResult,
  BakeOff,
  BakeOffAnswer,
  BakeOffReport,
  BakeOffResult,
  CandidateSummary,
  MeasuredBakeOff,
  NewBakeOff,
} from './schemas/bake-off.ts';
