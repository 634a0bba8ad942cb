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

export interface AgentRecord {
  readonly row: PublishedAgentRow;
  readonly revision: number;
  readonly setting: StoredSetting | null;
  readonly keys: readonly PublishedKeyRow[];
  readonly captures: boolean;
  readonly stoppedUntil: number | null;
}

/** The part of the store that a configuration is built from, as it was last read. */
export interface PublishedState {
  readonly agents: Map<string, AgentRecord>;
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
): Promise<PublishedState> {
  const settings = await modelSettingTable.allCurrent(db);
  const keys = await agentKeyTable.published(db);
  const captures = await agentCaptureTable.all(db);
  const budgets = await agentBudgetTable.all(db);
  const agents = toRecords(await agentTable.published(db), settings, keys, captures, budgets);
  return {
    agents,
    connections: new Map((await connectionTable.all(db)).map((row) => [row.id, row])),
    providers: await readProviders(db, keyring, options),
    allowedEndpoints: await readAllowedEndpoints(db, operatorEndpoints),
  };
}

/** Reads what was touched, and gives what takes it over into a state. */
export async function refreshState(
  db: Database,
  touched: Touched,
  keyring: Keyring,
  options: ControlPlaneOptions,
  operatorEndpoints: readonly string[],
): Promise<(state: PublishedState) => void> {
  const agents = await readAgents(db, [...touched.agents]);
  const connections = new Map<string, ConnectionRow | undefined>();
  for (const id of touched.connections) connections.set(id, await connectionTable.byId(db, id));
  const providers = touched.providers ? await readProviders(db, keyring, options) : null;
  const allowedEndpoints = touched.allowedEndpoints
    ? await readAllowedEndpoints(db, operatorEndpoints)
    : null;
  return (state) => {
    for (const id of touched.agents) setOrDelete(state.agents, id, agents.get(id));
    for (const [id, row] of connections) setOrDelete(state.connections, id, row);
    if (providers !== null) state.providers = providers;
    if (allowedEndpoints !== null) state.allowedEndpoints = allowedEndpoints;
  };
}

function setOrDelete<Value>(map: Map<string, Value>, id: string, value: Value | undefined): void {
  if (value === undefined) map.delete(id);
  else map.set(id, value);
}

/** Ids a query: both databases take a bounded number of parameters. */
const idsAtOnce = 500;

/** Those there are of these. */
async function readAgents(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AgentRecord>> {
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
): Map<string, AgentRecord> {
  const settings = new Map(settingRows.map((row) => [row.agentId, row.setting]));
  const keys = Map.groupBy(keyRows, ({ agentId }) => agentId);
  const capturing = new Set(
    captures.filter((one) => one.capturing === 1).map(({ agentId }) => agentId),
  );
  const stops = new Map(budgets.map((budget) => [budget.agentId, stoppedUntil(budget)]));
  return new Map(
    rows.map((row) => {
      const setting = settings.get(row.id);
      const record: AgentRecord = {
        row,
        revision: row.revision,
        setting: setting === undefined ? null : parseSetting(setting),
        keys: keys.get(row.id) ?? [],
        captures: capturing.has(row.id),
        stoppedUntil: stops.get(row.id) ?? null,
      };
      return [row.id, record];
    }),
  );
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
