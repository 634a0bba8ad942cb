import type { Usage } from '@jackfield/control-plane/rest-types';
import { timesOf, type UsagePeriod } from './usage-period.ts';

/** One hour or day of a period; `usage` is `null` where it had no turn. */
export interface Bucket {
  readonly time: number;
  readonly usage: Usage | null;
}

/** Every hour or day of a period, also those without a turn. */
export function bucketsOf(period: UsagePeriod, items: readonly Usage[]): Bucket[] {
  const byTime = new Map(items.map((item) => [Date.parse(item.at ?? ''), item]));
  return timesOf(period).map((time) => ({ time, usage: byTime.get(time) ?? null }));
}

/** What the hours or days before `until` came to, exactly: costs are added as whole billionths. */
export function volumeUntil(
  items: readonly Usage[],
  until: number,
): { turns: number; tokens: number; costUsd: number } {
  let [turns, tokens, billionths] = [0, 0, 0];
  for (const item of items) {
    if (Date.parse(item.at ?? '') >= until) continue;
    turns += item.turns;
    tokens += item.promptTokens + item.completionTokens;
    billionths += Math.round(item.costUsd * 1e9);
  }
  return { turns, tokens, costUsd: billionths / 1e9 };
}
