import { madeOnce, type AgentKeyConfig } from '@jackfield/gateway-config';
import type { StoredSetting } from '../domain/model-settings/stored-setting.ts';
import { parseSetting } from '../domain/model-settings/stored-setting.ts';
import { providerAccess } from '../domain/providers/provider-access.ts';
import type { ProviderAccess } from '../domain/providers/provider-access.ts';
import { providerDefinitions } from '../domain/providers/provider-definitions.ts';
import type { ControlPlaneOptions } from '../options.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { stoppedUntil } from '../domain/budgets/stopped-until.ts';
import { agentBudgetTable } from '../store/agent-budget-table.ts';
import { agentCaptureTable } from '../store/agent-capture-table.ts';
import { agentKeyTable, type PublishedKeyRow } from '../store/agent-key-table.ts';
import { agentTable, type PublishedAgentRow } from '../store/agent-table.ts';
import { allowedEndpointTable } from '../store/allowed-endpoint-table.ts';
import { connectionTable } from '../store/connection-table.ts';
import { modelSettingTable } from '../store/model-setting-table.ts';
import { providerCredentialsTable } from '../store/provider-credentials-table.ts';
import type {
  AgentBudgetRow,
  AgentCaptureRow,
  ConnectionRow,
  Database,
  ModelSettingRow,
} from '../store/tables.ts';
import type { Touched } from './touched.ts';

/** What the store holds of an agent. */
export interface AgentRecord {
  readonly row: PublishedAgentRow;
  readonly saved: SavedSetting | null;
  readonly keys: readonly AgentKeyConfig[];
  readonly captures: boolean;
  readonly stoppedUntil: number | null;
}

/** One object for all agents, read together, whose revision and setting are equal. */
export interface SavedSetting extends StoredSetting {
  readonly revision: number;
}

/** By their ids. */
export type AgentRecords = ReadonlyMap<string, AgentRecord>;

/**
 * The part of the store that a configuration is built from, as it was last read; but for the agents, of
 * which the configuration itself holds what is needed.
 */
export interface PublishedState {
  readonly connections: Map<string, ConnectionRow>;
  providers: ReadonlyMap<string, ProviderAccess>;
  allowedEndpoints: ReadonlySet<string>;
}

/** All of it, in eight queries however many agents there are. */
export async function readState(
  db: Database,
  keyring: Keyring,
  options: ControlPlaneOptions,
  operatorEndpoints: readonly string[],
): Promise<{ readonly state: PublishedState; readonly agents: AgentRecords }> {
  const settings = await modelSettingTable.allCurrent(db);
  const keys = await agentKeyTable.published(db);
  const captures = await agentCaptureTable.all(db);
  const budgets = await agentBudgetTable.all(db);
  const agents = toRecords(await agentTable.published(db), settings, keys, captures, budgets);
  const state = {
    connections: new Map((await connectionTable.all(db)).map((row) => [row.id, row])),
    providers: await readProviders(db, keyring, options),
    allowedEndpoints: await readAllowedEndpoints(db, operatorEndpoints),
  };
  return { state, agents };
}

/** Reads what was touched: the agents there still are, and what takes the rest over into a state. */
export async function refreshState(
  db: Database,
  touched: Touched,
  keyring: Keyring,
  options: ControlPlaneOptions,
  operatorEndpoints: readonly string[],
): Promise<{ readonly agents: AgentRecords; take(state: PublishedState): void }> {
  const agents = await readAgents(db, [...touched.agents]);
  const connections = new Map<string, ConnectionRow | undefined>();
  for (const id of touched.connections) connections.set(id, await connectionTable.byId(db, id));
  const providers = touched.providers ? await readProviders(db, keyring, options) : null;
  const allowedEndpoints = touched.allowedEndpoints
    ? await readAllowedEndpoints(db, operatorEndpoints)
    : null;
  const take = (state: PublishedState): void => {
    for (const [id, row] of connections) {
      if (row === undefined) state.connections.delete(id);
      else state.connections.set(id, row);
    }
    if (providers !== null) state.providers = providers;
    if (allowedEndpoints !== null) state.allowedEndpoints = allowedEndpoints;
  };
  return { agents, take };
}

/** Ids a query: both databases take a bounded number of parameters. */
const idsAtOnce = 500;

/** Those there are of these. */
async function readAgents(db: Database, ids: readonly string[]): Promise<AgentRecords> {
  const agents = new Map<string, AgentRecord>();
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const some = ids.slice(from, from + idsAtOnce);
    const rows = await agentTable.published(db, some);
    const settings = await modelSettingTable.allCurrent(db, some);
    const keys = await agentKeyTable.published(db, some);
    const captures = await agentCaptureTable.all(db, some);
    const budgets = await agentBudgetTable.all(db, some);
    const records = toRecords(rows, settings, keys, captures, budgets);
    for (const [id, record] of records) agents.set(id, record);
  }
  return agents;
}

function toRecords(
  rows: readonly PublishedAgentRow[],
  settingRows: readonly Pick<ModelSettingRow, 'agentId' | 'setting'>[],
  keyRows: readonly PublishedKeyRow[],
  captures: readonly AgentCaptureRow[],
  budgets: readonly AgentBudgetRow[],
): AgentRecords {
  const settings = new Map(settingRows.map((row) => [row.agentId, row.setting]));
  const keys = Map.groupBy(keyRows, ({ agentId }) => agentId);
  const capturing = new Set(
    captures.filter((one) => one.capturing === 1).map(({ agentId }) => agentId),
  );
  const stops = new Map(budgets.map((budget) => [budget.agentId, stoppedUntil(budget)]));
  const savedByText = new Map<string, SavedSetting>();
  const savedSetting = (revision: number, json: string): SavedSetting => {
    const text = `${revision} ${json}`;
    const saved = savedByText.get(text) ?? { revision, ...parseSetting(json) };
    savedByText.set(text, saved);
    return saved;
  };
  const shared = madeOnce((id: string) => id);
  return new Map(
    rows.map((row) => {
      const setting = settings.get(row.id);
      const record: AgentRecord = {
        row: { ...row, projectId: shared(row.projectId) },
        saved: setting === undefined ? null : savedSetting(row.revision, setting),
        keys: keys.get(row.id)?.map((key) => toKeyConfig(key, row.id)) ?? noKeys,
        captures: capturing.has(row.id),
        stoppedUntil: stops.get(row.id) ?? null,
      };
      return [row.id, record];
    }),
  );
}

const noKeys: AgentRecord['keys'] = [];

/** Written out, as a row that is kept as it was read takes twice the memory. */
function toKeyConfig(
  { id, hash, expiresAt, requestsPerMinute }: PublishedKeyRow,
  agentId: string,
): AgentKeyConfig {
  return { id, agentId, hash, expiresAt, requestsPerMinute };
}

async function readProviders(
  db: Database,
  keyring: Keyring,
  options: ControlPlaneOptions,
): Promise<ReadonlyMap<string, ProviderAccess>> {
  const saved = new Map((await providerCredentialsTable.all(db)).map((row) => [row.provider, row]));
  return new Map(
    providerDefinitions.map((definition) => {
      const environment = options.providerEnvironment[definition.id] ?? {};
      const row = saved.get(definition.id);
      return [definition.id, providerAccess(definition, row, environment, keyring)];
    }),
  );
}

async function readAllowedEndpoints(
  db: Database,
  operatorEndpoints: readonly string[],
): Promise<ReadonlySet<string>> {
  const saved = await allowedEndpointTable.all(db);
  return new Set([...operatorEndpoints, ...saved.map(({ endpoint }) => endpoint)]);
}
