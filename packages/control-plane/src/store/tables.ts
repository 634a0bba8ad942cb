import type { TurnOutcome } from '@jackfield/gateway-config';
import type { Kysely } from 'kysely';

/**
 * The rows of every table, in camelCase (the columns are in snake_case). Times are milliseconds
 * since 1970 and booleans 0 or 1, so that both databases hold the same values.
 */
export interface Tables {
  migrations: MigrationRow;
  counters: { name: string; value: number };
  configChanges: ConfigChangeRow;
  gateways: GatewayRow;
  programState: { name: string; value: string };
  dataKeys: DataKeyRow;
  agents: AgentRow;
  modelSettings: ModelSettingRow;
  agentConnections: { agentId: string; connectionId: string };
  agentKeys: AgentKeyRow;
  connections: ConnectionRow;
  connectionChecks: ConnectionCheckRow;
  providerCredentials: ProviderCredentialsRow;
  allowedEndpoints: AllowedEndpointRow;
  auditEvents: AuditEventRow;
  users: UserRow;
  sessions: SessionRow;
  passwordLinks: PasswordLinkRow;
  apiTokens: ApiTokenRow;
  projects: ProjectRow;
  projectMembers: ProjectMemberRow;
  webhooks: WebhookRow;
  webhookDeliveries: WebhookDeliveryRow;
  turns: TurnRow;
  turnRollups: TurnRollupRow;
  turnWriters: TurnWriterRow;
  agentCaptures: AgentCaptureRow;
  agentBudgets: AgentBudgetRow;
  capturedTurns: CapturedTurnRow;
  testSets: TestSetRow;
  testCases: TestCaseRow;
  bakeOffs: BakeOffRow;
  bakeOffCases: BakeOffCaseRow;
  bakeOffResults: BakeOffResultRow;
}

/** The database, or a transaction on it. */
export type Database = Kysely<Tables>;

interface MigrationRow {
  number: number;
  name: string;
  appliedAt: number;
}

export interface ConfigChangeRow {
  version: number;
  /** JSON: `Touched`, without what a process has for itself. */
  touched: string;
}

/** A gateway process, as it reported itself last. */
export interface GatewayRow {
  id: string;
  host: string;
  version: string;
  /** Of the configuration it has loaded. */
  configVersion: number;
  agents: number;
  startedAt: number;
  /** By the database's clock. */
  seenAt: number;
}

export interface DataKeyRow {
  id: string;
  /** The data key, sealed by the master key whose id it carries. */
  wrapped: string;
  createdAt: number;
}

export interface AgentRow {
  id: string;
  projectId: string;
  slug: string;
  name: string;
  instructions: string | null;
  /** Of the current setting; `null` and 0 before the first. */
  model: string | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
}

export interface ModelSettingRow {
  agentId: string;
  revision: number;
  /** JSON: `StoredSetting`. */
  setting: string;
  savedAt: number;
  savedBy: string;
  restoredFrom: number | null;
}

export interface AgentKeyRow {
  id: string;
  agentId: string;
  hash: string;
  name: string;
  hint: string;
  createdAt: number;
  /** `null` where it doesn't end. */
  expiresAt: number | null;
  /** Written in batches, so a little behind. */
  lastUsedAt: number | null;
  /** `null` where there is no limit. */
  requestsPerMinute: number | null;
}

export interface ConnectionRow {
  id: string;
  projectId: string;
  /** Whether agents of every project may use it. */
  shared: number;
  name: string;
  /** The name as it is compared: two connections may not differ by case alone. */
  nameKey: string;
  url: string;
  modelId: string;
  authMethod: string;
  /** Sealed; `null` when the method is `none`. */
  credential: string | null;
  /** PEM: who may have signed the server's certificate; `null`: the public authorities. */
  tlsCa: string | null;
  /** PEM: the certificate that is shown to the server, and its chain. */
  tlsCertificate: string | null;
  /** Its private key, sealed. */
  tlsKey: string | null;
  /** Grows whenever URL, method, credential or TLS change: part of the pool's key. */
  credentialVersion: number;
  streaming: number;
  /** `null`: the program's default. */
  inFlightMax: number | null;
  /** JSON: `RepairSwitches`; `null` where nobody has switched any. */
  repairs: string | null;
  /** JSON: `ConnectionCapabilities`; `null` until its check has found them. */
  capabilities: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface ConnectionCheckRow {
  id: string;
  connectionId: string;
  /** 1, 2, 3 … of one connection: their order, whatever the clock did. */
  number: number;
  at: number;
  depth: 'full' | 'light';
  ready: number;
  headline: string;
  /** Of what was checked: see `connectionFingerprint`. */
  fingerprint: string;
  /** JSON: `CheckReport`. */
  report: string;
}

export interface ProviderCredentialsRow {
  provider: string;
  /** JSON: field name → value, for the fields that are no secret. */
  plain: string;
  /** JSON: field name → sealed value. */
  sealed: string;
  version: number;
  updatedAt: number;
}

export interface AllowedEndpointRow {
  id: string;
  endpoint: string;
  allowedBy: string;
  allowedAt: number;
}

export interface AuditEventRow {
  seq: number;
  id: string;
  at: number;
  actor: string;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string | null;
  /** JSON. */
  details: string;
  /** Whose members see it; `null` for what admins alone see. */
  projectId: string | null;
  previousHash: string;
  hash: string;
}

export interface UserRow {
  id: string;
  name: string;
  /** As it is compared: no two may differ by case alone. */
  nameKey: string;
  email: string | null;
  emailKey: string | null;
  role: string;
  /** Empty until a password is set. */
  passwordHash: string;
  /** Issuer and subject of the single sign-on that the account is linked with. */
  ssoSubject: string | null;
  disabled: number;
  createdAt: number;
  signedInAt: number | null;
}

export interface SessionRow {
  /** SHA-256 of the cookie's value. */
  hash: string;
  userId: string;
  createdAt: number;
  expiresAt: number;
  userAgent: string | null;
  address: string | null;
  lastUsedAt: number | null;
}

export interface PasswordLinkRow {
  /** SHA-256 of the token in the link. */
  hash: string;
  userId: string;
  expiresAt: number;
}

export interface ApiTokenRow {
  id: string;
  userId: string;
  hash: string;
  name: string;
  hint: string;
  role: string;
  /** JSON: a list of scopes. */
  scopes: string;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

export interface ProjectRow {
  id: string;
  name: string;
  nameKey: string;
  createdAt: number;
}

export interface ProjectMemberRow {
  projectId: string;
  userId: string;
  role: string;
}

export interface WebhookRow {
  id: string;
  name: string;
  nameKey: string;
  url: string;
  /** JSON: a list of kinds of event. */
  events: string;
  /** The signing secret, sealed. */
  secret: string;
  enabled: number;
  /** Why it was disabled, where nobody did it by hand. */
  note: string | null;
  /** Since when everything that was sent failed. */
  failingSince: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface WebhookDeliveryRow {
  id: string;
  webhookId: string;
  event: string;
  /** JSON, exactly as it is sent and signed. */
  body: string;
  createdAt: number;
  attempts: number;
  /** When it is tried next; `null` once it is over. */
  nextAt: number | null;
  triedAt: number | null;
  deliveredAt: number | null;
  /** HTTP status of the last answer. */
  status: number | null;
  problem: string | null;
}

/** One turn that has ended. Ids of what may be gone by now; no prompt, no answer. */
export interface TurnRow {
  requestId: string;
  /** The agent's project when the turn began: its members see it. */
  projectId: string;
  agentId: string;
  keyId: string | null;
  revision: number;
  startedAt: number;
  durationMs: number;
  firstTokenMs: number | null;
  streamed: number;
  outcome: TurnOutcome;
  errorCode: string | null;
  model: string | null;
  heldOn: number;
  promptTokens: number | null;
  cachedTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
  /** In billionths of a US dollar, by the price of that day; `null` where it isn't known. */
  cost: number | null;
  /** JSON: a list of repair ids. */
  repairs: string;
  /** JSON: a list of `SkippedModel`. */
  skipped: string;
  /** JSON: a list of `AttemptRecord`. */
  attempts: string;
}

/** What turns are counted by while they are recorded. */
export type Grain = 'minute' | 'hour' | 'day';

/**
 * What the turns that began in one minute, hour, day or month (UTC) came to, by agent, model and project; those of
 * all agents together under an empty `agentId`. Months are added up when they are over: see `add-up-months.ts`.
 */
export interface TurnRollupRow extends TurnCounts {
  grain: Grain | 'month';
  startsAt: number;
  agentId: string;
  model: string;
  projectId: string;
  /** How long first tokens took: see `latency-histogram.ts`. */
  firstTokens: string;
  /** The newest one, as text that sorts by time: see `last-turn.ts`; empty where there is none. */
  lastTurn: string;
}

/** `turns` to `fellBack`, `holdPhrases` and what follows are of the model that answered, the rest of the one asked. */
export interface TurnCounts {
  turns: number;
  failed: number;
  /** Turns whose caller left before the end. */
  abandoned: number;
  /** Turns that another model than the chosen one answered, or failed last. */
  fellBack: number;
  attemptsFailed: number;
  retries: number;
  fallbacks: number;
  hedgesWon: number;
  hedgesLost: number;
  holdPhrases: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  /** In billionths of a US dollar. */
  cost: number;
  /** Answered turns whose cost isn't known. */
  unpriced: number;
  /** Attempts that a vendor may bill and `cost` doesn't hold. */
  unpricedAttempts: number;
}

/** How far a process has come with the turns that have ended in it. */
export interface TurnWriterRow {
  name: string;
  /** Turns that were recorded, dropped or found lost. */
  accounted: number;
  /** Not recorded, because the store didn't take them and memory was full. */
  dropped: number;
  /** Not recorded, because the program was killed before it could. */
  lost: number;
}

/** Whether what an agent's turns say is kept; there is none until somebody has turned that on. */
export interface AgentCaptureRow {
  agentId: string;
  capturing: number;
  /** Also of what was captured before it was turned off. */
  retentionDays: number;
  /** What was captured of turns with earlier request ids is shown to nobody, and deleted soon. */
  keptFrom: string;
}

/** What an agent may spend in a period; what is told of one counts for the period that `periodFrom` begins. */
export interface AgentBudgetRow {
  agentId: string;
  /** In billionths of a US dollar. */
  amount: number;
  period: BudgetPeriod;
  warnAtPercent: number;
  /** Whether its turns are refused once the amount is spent. */
  stops: number;
  periodFrom: number;
  warnedAt: number | null;
  reachedAt: number | null;
}

export type BudgetPeriod = 'day' | 'month';

/** What a turn said, masked. */
export interface CapturedTurnRow {
  requestId: string;
  agentId: string;
  cut: number;
  /** JSON: a list of `CapturedMessage`. */
  messages: string;
  answer: string;
}

export interface TestSetRow {
  id: string;
  agentId: string;
  name: string;
  nameKey: string;
  createdAt: number;
  updatedAt: number;
}

export interface TestCaseRow {
  id: string;
  testSetId: string;
  /** Their order; grows, with gaps where some were deleted. */
  position: number;
  /** JSON: `CaseContent`. */
  content: string;
}

export interface BakeOffRow {
  id: string;
  agentId: string;
  /** What it was taken from, which may be gone or changed since. */
  testSetId: string;
  testSetName: string;
  state: 'queued' | 'running' | 'cancelled' | 'done' | 'failed';
  /** JSON: a list of `Candidate`. */
  candidates: string;
  /** Catalogue id of the candidate the others are compared with; `null`: none. */
  baseline: string | null;
  /** Catalogue id of the model that judges; `null` where nothing needs it. */
  judge: string | null;
  /** JSON: `BakeOffSetup`, the agent and its setting when it began. */
  setup: string;
  cases: number;
  /** Turns under way at once. */
  parallel: number;
  createdAt: number;
  createdBy: string;
  startedAt: number | null;
  endedAt: number | null;
  /** Why it failed, for people. */
  problem: string | null;
  /** The process that runs it, until when unless it says so again. */
  leasedBy: string | null;
  leasedUntil: number | null;
}

/** A case as it was when the bake-off began. */
export interface BakeOffCaseRow {
  bakeOffId: string;
  position: number;
  /** JSON: `CaseContent`. */
  content: string;
}

/** What one model made of one case: there once, and never again. */
export interface BakeOffResultRow {
  bakeOffId: string;
  position: number;
  model: string;
  outcome: 'answered' | 'failed';
  errorCode: string | null;
  errorMessage: string | null;
  firstTokenMs: number | null;
  durationMs: number;
  promptTokens: number | null;
  completionTokens: number | null;
  /** In billionths of a US dollar; `null` where it isn't known. */
  cost: number | null;
  /** What judging it cost, likewise; 0 where nobody judged. */
  judgeCost: number | null;
  answer: string;
  /** JSON: a list of `RehearsedCall`. */
  toolCalls: string;
  /** JSON: a list of `AssertionResult`. */
  assertions: string;
  /** `null` where it has no assertions, or one could not be judged. */
  passed: number | null;
  finishedAt: number;
}
