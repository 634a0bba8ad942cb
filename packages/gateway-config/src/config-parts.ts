import type {
  AgentConfig,
  AgentKeyConfig,
  GatewayConfig,
  PublishedChoice,
  PublishedModel,
  PublishedSetting,
} from './gateway-config.ts';
import { LayeredMap } from './layered-map.ts';
import { madeOnce } from './made-once.ts';
import { toSendable } from './sendable.ts';

/**
 * What has changed from one configuration to another, or a part of it, as another process of this
 * program can be sent it (structured clone). Holds credentials in the clear: for a private pipe alone.
 */
export interface ConfigPart {
  readonly version: number;
  /** Models by `toSendable`. */
  readonly models: readonly unknown[];
  readonly modelsGone: readonly string[];
  readonly agents: readonly SentAgent[];
  readonly agentsGone: readonly string[];
  readonly keys: readonly AgentKeyConfig[];
  readonly keysGone: readonly string[];
  readonly allowedEndpoints: readonly string[];
  /** Whether the configuration is whole with this part. */
  readonly last: boolean;
}

/** An agent whose models are named: the receiver has them. */
export interface SentAgent extends Omit<AgentConfig, 'setting'> {
  readonly setting: SentSetting | null;
}

export interface SentSetting extends Omit<PublishedSetting, 'choices'> {
  readonly choices: readonly SentChoice[];
}

export interface SentChoice extends Omit<PublishedChoice, 'model'> {
  readonly model: string;
  /** A model that nothing offers any more, by `toSendable`; `null` for one that the configuration has. */
  readonly gone: unknown;
}

/** So many agents or keys are put into one part: some 5 ms of work. */
const entriesMax = 2_000;

/** What leads from `before` to `after`, in parts; `null`: from nothing. Compares what is the same object at no cost. */
export function* configParts(
  before: GatewayConfig | null,
  after: GatewayConfig,
): Generator<ConfigPart> {
  const models: PublishedModel[] = [];
  for (const [id, model] of after.models) if (before?.models.get(id) !== model) models.push(model);
  const modelsGone = goneFrom(before?.models.keys() ?? [], after.models);
  const agents = changed(before?.agentsById, after.agentsById, (one, other) =>
    isSameAgent(one, other, before, after),
  );
  const keys = changed(before?.agentKeysByHash, after.agentKeysByHash, (one, other) =>
    hasSame(one, other),
  );
  const { version, allowedEndpoints } = after;
  const nothing: ConfigPart = {
    version,
    models: [],
    modelsGone: [],
    agents: [],
    agentsGone: [],
    keys: [],
    keysGone: [],
    allowedEndpoints: [...allowedEndpoints],
    last: false,
  };
  for (const some of slices(agents.now)) {
    // Within a part a structured clone keeps what is shared.
    const settingOf = madeOnce((setting: PublishedSetting) => sentSetting(setting, after));
    yield { ...nothing, agents: some.map(([, agent]) => sentAgent(agent, settingOf)) };
  }
  for (const some of slices(keys.now)) {
    yield { ...nothing, keys: some.map(([, key]) => key) };
  }
  yield {
    ...nothing,
    models: models.map(toSendable),
    modelsGone,
    agentsGone: agents.gone,
    keysGone: keys.gone,
    last: true,
  };
}

function changed<Value extends object>(
  before: ReadonlyMap<string, Value> | undefined,
  after: ReadonlyMap<string, Value>,
  isSame: (one: Value, other: Value) => boolean,
): { now: [string, Value][]; gone: string[] } {
  if (before === undefined) return { now: [...after], gone: [] };
  const now: [string, Value][] = [];
  const gone: string[] = [];
  const candidates =
    after instanceof LayeredMap
      ? after.keysSince(before)
      : new Set([...after.keys(), ...before.keys()]);
  for (const key of candidates) {
    const [one, other] = [before.get(key), after.get(key)];
    if (other === undefined) {
      if (one !== undefined) gone.push(key);
    } else if (one === undefined || !isSame(one, other)) now.push([key, other]);
  }
  return { now, gone };
}

function goneFrom(before: Iterable<string>, after: ReadonlyMap<string, unknown>): string[] {
  return [...before].filter((id) => !after.has(id));
}

/** Whether only its models differ, which the receiver puts in their places itself. A revision is never changed. */
function isSameAgent(
  one: AgentConfig,
  other: AgentConfig,
  before: GatewayConfig | null,
  after: GatewayConfig,
): boolean {
  if (one === other) return true;
  const [{ setting: oneSetting }, { setting: otherSetting }] = [one, other];
  if (!hasSame(one, other, 'setting')) return false;
  if (oneSetting === null || otherSetting === null) return oneSetting === otherSetting;
  return (
    oneSetting.revision === otherSetting.revision &&
    hasSame(oneSetting.failover, otherSetting.failover) &&
    otherSetting.choices.every(
      ({ model }) => after.models.get(model.id) === model && before?.models.has(model.id) === true,
    )
  );
}

/** Whether two plain objects have the same fields; what is nested is compared alike. */
function hasSame(one: object, other: object, butFor?: string): boolean {
  if (one === other) return true;
  // Holds for any object that is only read.
  const [left, right] = [one as Fields, other as Fields];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  for (const name of names) {
    const [value, wanted] = [left[name], right[name]];
    if (value === wanted || name === butFor) continue;
    const isNested = typeof value === 'object' && typeof wanted === 'object';
    if (!isNested || value === null || wanted === null || !hasSame(value, wanted)) return false;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

function sentAgent(
  { id, projectId, slug, name, instructions, captures, stoppedUntil, setting }: AgentConfig,
  settingOf: (setting: PublishedSetting) => SentSetting,
): SentAgent {
  const sent = setting && settingOf(setting);
  return { id, projectId, slug, name, instructions, captures, stoppedUntil, setting: sent };
}

function sentSetting(setting: PublishedSetting, { models }: GatewayConfig): SentSetting {
  const choices = setting.choices.map(({ model, ...choice }) => ({
    ...choice,
    model: model.id,
    gone: models.get(model.id) === model ? null : toSendable(model),
  }));
  return { ...setting, choices };
}

function* slices<Entry>(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let from = 0; from < entries.length; from += entriesMax) {
    yield entries.slice(from, from + entriesMax);
  }
}
