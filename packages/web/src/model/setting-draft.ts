import type {
  ModelSetting,
  NewModelSetting,
  Parameters,
} from '@jackfield/control-plane/rest-types';
import {
  readFailover,
  toFailoverDraft,
  type FailoverDraft,
  type FailoverFrame,
} from './failover-draft.ts';
import { readNumber } from './read-number.ts';

type Fallbacks = NonNullable<NewModelSetting['fallbacks']>;
type Deadlines = NonNullable<NewModelSetting['deadlines']>;

/** A setting while it is being edited: numbers are the text that was typed. */
export interface SettingDraft {
  readonly model: string | null;
  readonly parameters: Readonly<Record<NumericParameter, string>>;
  readonly stop: readonly string[];
  readonly fallbacks: Fallbacks;
  /** Seconds, as typed. */
  readonly deadlines: Readonly<Record<keyof Deadlines, string>>;
  readonly failover: FailoverDraft;
}

export type NumericParameter = Exclude<keyof Parameters, 'stop'>;

/** The REST schema's ranges, said before a round trip; the server still judges. */
export const parameterRanges: Record<NumericParameter, { min: number; max: number; step: number }> =
  {
    temperature: { min: 0, max: 2, step: 0.1 },
    top_p: { min: 0, max: 1, step: 0.05 },
    frequency_penalty: { min: -2, max: 2, step: 0.1 },
    presence_penalty: { min: -2, max: 2, step: 0.1 },
    max_tokens: { min: 1, max: 10_000_000, step: 1 },
  };

/** What the gateway does where a setting names no deadline (documented with the REST API). */
export const defaultDeadlines = {
  connectMs: 3_000,
  firstTokenMs: 10_000,
  firstSentenceMs: null,
  gapMs: 10_000,
  totalMs: 300_000,
} as const satisfies Record<keyof Deadlines, number | null>;

export function toDraft(setting: ModelSetting): SettingDraft {
  const { parameters, deadlines } = setting;
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  const inSeconds = (ms: number | undefined): string =>
    ms === undefined ? '' : String(ms / 1_000);
  return {
    model: setting.model,
    parameters: {
      temperature: text(parameters.temperature),
      top_p: text(parameters.top_p),
      frequency_penalty: text(parameters.frequency_penalty),
      presence_penalty: text(parameters.presence_penalty),
      max_tokens: text(parameters.max_tokens),
    },
    stop: [parameters.stop ?? []].flat(),
    fallbacks: setting.fallbacks,
    deadlines: {
      connectMs: inSeconds(deadlines.connectMs),
      firstTokenMs: inSeconds(deadlines.firstTokenMs),
      firstSentenceMs: inSeconds(deadlines.firstSentenceMs),
      gapMs: inSeconds(deadlines.gapMs),
      totalMs: inSeconds(deadlines.totalMs),
    },
    failover: toFailoverDraft(setting.failover),
  };
}

/** A setting with all that may be left out. */
export type WholeSetting = {
  readonly [Name in Exclude<keyof SettingDraft, 'stop'>]: NonNullable<NewModelSetting[Name]>;
};

export interface ReadDraft {
  readonly setting: Omit<WholeSetting, 'model'> & { readonly model: string | null };
  /** By field, as the REST API names it; empty when the draft can be saved. */
  readonly errors: ReadonlyMap<string, string>;
}

/** Reads what was typed; a field that can't be read is left out of the setting and named in `errors`. */
export function readDraft(draft: SettingDraft): ReadDraft {
  const errors = new Map<string, string>();
  const parameters: Parameters = {};
  for (const key of Object.keys(parameterRanges)) {
    // The ranges' keys are the numeric parameters' names.
    const name = key as NumericParameter;
    const { min, max } = parameterRanges[name];
    const field = `parameters.${name}`;
    const value = readNumber(
      draft.parameters[name],
      { min, max, whole: name === 'max_tokens' },
      field,
      errors,
    );
    if (value !== null) parameters[name] = value;
  }
  const stop = draft.stop.filter((text) => text !== '');
  if (stop.length > 4) errors.set('parameters.stop', 'Use at most 4 stop sequences.');
  else if (stop.length > 0) parameters.stop = stop;
  const deadlines: Deadlines = {};
  for (const key of Object.keys(defaultDeadlines)) {
    // The defaults' keys are the deadlines' names.
    const name = key as keyof Deadlines;
    const range = { min: 0.001, max: 3_600, whole: false };
    const value = readNumber(draft.deadlines[name], range, `deadlines.${name}`, errors);
    if (value !== null) deadlines[name] = Math.round(value * 1_000);
  }
  const { model, fallbacks } = draft;
  const failover = readFailover(draft.failover, failoverFrame(deadlines, fallbacks), errors);
  return { setting: { model, parameters, fallbacks, deadlines, failover }, errors };
}

/** As the server resolves them: a default gives way to a shorter deadline that was set around it. */
function failoverFrame(deadlines: Deadlines, fallbacks: Fallbacks): FailoverFrame {
  const totalMs = deadlines.totalMs ?? defaultDeadlines.totalMs;
  const around = Math.min(deadlines.firstSentenceMs ?? totalMs, totalMs);
  const firstTokenMs = deadlines.firstTokenMs ?? Math.min(defaultDeadlines.firstTokenMs, around);
  return { hasFallback: fallbacks.length > 0, firstTokenMs, totalMs };
}
