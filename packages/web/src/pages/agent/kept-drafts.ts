import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import type { SettingDraft } from '../../model/setting-draft.ts';

/** A setting that somebody goes on editing, or trying, on another page; gone when the tab is closed. */
interface KeptDraft {
  /** What it was changed from. */
  readonly base: ModelSetting;
  readonly draft: SettingDraft;
}

const kept = new Map<string, KeptDraft>();

export function keepDraft(agentId: string, draft: KeptDraft | null): void {
  if (draft === null) kept.delete(agentId);
  else kept.set(agentId, draft);
}

export function keptDraft(agentId: string): KeptDraft | null {
  return kept.get(agentId) ?? null;
}
