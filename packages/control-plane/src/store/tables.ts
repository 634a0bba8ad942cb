import type { Kysely } from 'kysely';

/**
 * The rows of every table, in camelCase (the columns are in snake_case). Times are milliseconds
 * since 1970 and booleans 0 or 1, so that both databases hold the same values.
 */
export interface Tables {
  migrations: MigrationRow;
  counters: { name: string; value: number };
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
}

/** The database, or a transaction on it. */
export type Database = Kysely<Tables>;

interface MigrationRow {
  number: number;
  name: string;
  appliedAt: number;
}

export interface DataKeyRow {
  id: string;
  /** The data key, sealed by the master key whose id it carries. */
  wrapped: string;
  createdAt: number;
}

export interface AgentRow {
  id: string;
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
}

export interface ConnectionRow {
  id: string;
  name: string;
  /** The name as it is compared: two connections may not differ by case alone. */
  nameKey: string;
  url: string;
  modelId: string;
  authMethod: string;
  /** Sealed; `null` when the method is `none`. */
  credential: string | null;
  /** Grows whenever URL, method or credential change: part of the pool's key. */
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
  previousHash: string;
  hash: string;
}

export interface UserRow {
  id: string;
  name: string;
  role: string;
  passwordHash: string;
  createdAt: number;
}

export interface SessionRow {
  /** SHA-256 of the cookie's value. */
  hash: string;
  userId: string;
  createdAt: number;
  expiresAt: number;
}
