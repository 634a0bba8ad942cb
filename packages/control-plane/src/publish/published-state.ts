import type { StoredSetting } from '../domain/model-settings/stored-setting.ts';
import { parseSetting } from '../domain/model-settings/stored-setting.ts';
import { providerAccess } from '../domain/providers/provider-access.ts';
import type { ProviderAccess } from '../domain/providers/provider-access.ts';
import { providerDefinitions } from '../domain/providers/provider-definitions.ts';
import type { ControlPlaneOptions } from '../options.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { agentCaptureTable } from '../store/agent-capture-table.ts';
import { agentKeyTable } from '../store/agent-key-table.ts';
import { agentTable } from '../store/agent-table.ts';
import { allowedEndpointTable } from '../store/allowed-endpoint-table.ts';
import { connectionTable } from '../store/connection-table.ts';
import { modelSettingTable } from '../store/model-setting-table.ts';
import { providerCredentialsTable } from '../store/provider-credentials-table.ts';
import type { AgentKeyRow, AgentRow, ConnectionRow, Database } from '../store/tables.ts';

export interface AgentRecord {
  readonly row: AgentRow;
  readonly revision: number;
  readonly setting: StoredSetting | null;
  readonly keys: readonly PublishedKey[];
  readonly captures: boolean;
}

type PublishedKey = Pick<AgentKeyRow, 'id' | 'hash' | 'expiresAt'>;

/** The part of the store that a configuration is built from, as it was last read. */
export interface PublishedState {
  readonly agents: Map<string, AgentRecord>;
  readonly connections: Map<string, ConnectionRow>;
  providers: ReadonlyMap<string, ProviderAccess>;
  allowedEndpoints: ReadonlySet<string>;
}

/** All of it, in six queries however many agents there are. */
export async function readState(
  db: Database,
  keyring: Keyring,
  options: ControlPlaneOptions,
  operatorEndpoints: readonly string[],
): Promise<PublishedState> {
  const settings = new Map(
    (await modelSettingTable.allCurrent(db)).map((row) => [row.agentId, parseSetting(row.setting)]),
  );
  const keys = Map.groupBy(await agentKeyTable.all(db), ({ agentId }) => agentId);
  const captures = await agentCaptureTable.all(db);
  const capturing = new Set(
    captures.filter((one) => one.capturing === 1).map((one) => one.agentId),
  );
  const agents = new Map<string, AgentRecord>();
  for (const row of await agentTable.all(db)) {
    agents.set(row.id, {
      row,
      revision: row.revision,
      setting: settings.get(row.id) ?? null,
      keys: keys.get(row.id) ?? [],
      captures: capturing.has(row.id),
    });
  }
  return {
    agents,
    connections: new Map((await connectionTable.all(db)).map((row) => [row.id, row])),
    providers: await readProviders(db, keyring, options),
    allowedEndpoints: await readAllowedEndpoints(db, operatorEndpoints),
  };
}

/** One agent; `null` when it is no more. */
export async function readAgent(db: Database, id: string): Promise<AgentRecord | null> {
  const row = await agentTable.byId(db, id);
  if (row === undefined) return null;
  const setting = await modelSettingTable.revision(db, id, row.revision);
  const keys = await agentKeyTable.ofAgent(db, id);
  const capture = await agentCaptureTable.byAgent(db, id);
  return {
    row,
    revision: row.revision,
    setting: setting === undefined ? null : parseSetting(setting.setting),
    keys,
    captures: capture?.capturing === 1,
  };
}

export async function readProviders(
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

export async function readAllowedEndpoints(
  db: Database,
  operatorEndpoints: readonly string[],
): Promise<ReadonlySet<string>> {
  const saved = await allowedEndpointTable.all(db);
  return new Set([...operatorEndpoints, ...saved.map(({ endpoint }) => endpoint)]);
}
