import type { AgentConfig, AgentKeyConfig, PublishedSetting } from '@jackfield/gateway-config';
import type { AgentRecord, SavedSetting } from './published-state.ts';

/** An agent as gateways know it, and beside it what it is built anew from: there is no second copy of either. */
export interface PublishedAgent extends AgentConfig {
  readonly saved: SavedSetting | null;
  readonly keys: readonly AgentKeyConfig[];
}

type SettingOf = (saved: SavedSetting) => PublishedSetting;

export function toPublishedAgent(record: AgentRecord, settingOf: SettingOf): PublishedAgent {
  const { id, projectId, slug, name, instructions } = record.row;
  const { captures, stoppedUntil, saved, keys } = record;
  const setting = saved && settingOf(saved);
  return {
    id,
    projectId,
    slug,
    name,
    instructions,
    captures,
    stoppedUntil,
    setting,
    saved,
    keys,
  };
}

/** The same agent where its models are others. */
export function withSettingAnew(agent: PublishedAgent, settingOf: SettingOf): PublishedAgent {
  return { ...agent, setting: agent.saved && settingOf(agent.saved) };
}
