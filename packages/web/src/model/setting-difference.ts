import type { NewModelSetting, Parameters } from '@jackfield/control-plane/rest-types';
import { seconds } from './amounts.ts';
import { parameterLabels } from './capability-difference.ts';
import { failoverParts } from './failover-words.ts';

/** A setting as it is compared: revision 0 has no model yet. */
export type ComparedSetting = Omit<NewModelSetting, 'model'> & { readonly model: string | null };

export interface Change {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Deadlines = NonNullable<NewModelSetting['deadlines']>;

export const deadlineLabels: Record<keyof Deadlines, string> = {
  connectMs: 'Connect deadline',
  firstTokenMs: 'First token deadline',
  firstSentenceMs: 'First sentence deadline',
  gapMs: 'Longest silence',
  totalMs: 'Whole turn deadline',
};

/** What differs between two settings, in the page's words; empty when a save would change nothing. */
export function settingDifference(
  before: ComparedSetting,
  after: ComparedSetting,
  nameOf: (model: string) => string,
): Change[] {
  const changes: Change[] = [];
  const compare = (label: string, from: string, to: string): void => {
    if (from !== to) changes.push({ label, before: from, after: to });
  };
  compare('Model', modelWords(before.model, nameOf), modelWords(after.model, nameOf));
  for (const [key, label] of Object.entries(parameterLabels)) {
    // The labels' keys are the parameters' names.
    const name = key as keyof Parameters;
    compare(
      label,
      parameterWords(before.parameters?.[name]),
      parameterWords(after.parameters?.[name]),
    );
  }
  compare('Fallbacks', fallbackWords(before, nameOf), fallbackWords(after, nameOf));
  for (const [key, label] of Object.entries(deadlineLabels)) {
    // The labels' keys are the deadlines' names.
    const name = key as keyof Deadlines;
    compare(label, deadlineWords(before.deadlines?.[name]), deadlineWords(after.deadlines?.[name]));
  }
  for (const [label, words] of failoverParts) {
    compare(label, words(before.failover ?? {}), words(after.failover ?? {}));
  }
  return changes;
}

function modelWords(model: string | null, nameOf: (model: string) => string): string {
  return model === null ? 'none' : nameOf(model);
}

function parameterWords(value: Parameters[keyof Parameters]): string {
  if (value === undefined) return 'model’s default';
  if (typeof value === 'number') return String(value);
  return [value]
    .flat()
    .map((text) => JSON.stringify(text))
    .join(', ');
}

function deadlineWords(ms: number | undefined): string {
  return ms === undefined ? 'default' : seconds(ms);
}

/** A fallback's own parameters and deadlines are told too: they may be all that changed. */
function fallbackWords(setting: ComparedSetting, nameOf: (model: string) => string): string {
  const words = (setting.fallbacks ?? []).map((fallback) => {
    const own = [
      ...Object.entries(fallback.parameters ?? {}).map(([key, value]) => `${key} ${String(value)}`),
      ...Object.entries(fallback.deadlines ?? {}).map(([key, value]) => `${key} ${value}`),
    ];
    return own.length > 0
      ? `${nameOf(fallback.model)} (${own.join(', ')})`
      : nameOf(fallback.model);
  });
  return words.length > 0 ? words.join(', then ') : 'none';
}
