/** What the page shows, kept in its URL. */
export interface UsageSearch {
  readonly period?: NamedPeriod | 'custom' | undefined;
  /** First and last day (UTC) of a custom period, as `2026-11-24`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: UsageBy | undefined;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
  readonly project?: string | undefined;
  readonly view?: 'table' | undefined;
}

export const namedPeriods = ['24h', '7d', '30d', '1y'] as const;
export type NamedPeriod = (typeof namedPeriods)[number];

export const usageBys = ['agent', 'model', 'connection', 'provider'] as const;
export type UsageBy = (typeof usageBys)[number];

/** Reads the URL; what it doesn't know it passes over. */
export function readUsageSearch(search: Record<string, unknown>): UsageSearch {
  return {
    period: oneOf([...namedPeriods, 'custom'], search['period']),
    from: day(search['from']),
    to: day(search['to']),
    by: oneOf(usageBys, search['by']),
    agent: text(search['agent']),
    model: text(search['model']),
    project: text(search['project']),
    view: oneOf(['table'], search['view']),
  };
}

function oneOf<Choice extends string>(
  choices: readonly Choice[],
  value: unknown,
): Choice | undefined {
  return choices.find((choice) => choice === value);
}

function day(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  // JavaScript reads 31 February as 3 March.
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(value) ? undefined : value;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
