import type { Usage, Model, Parameters } from '@jackfield/control-plane/rest-types';
import { dollars, duration, tokens } from '../../../model/amounts.ts';
import { capabilityDifference, parametersLeftOut } from '../../../model/capability-difference.ts';
import { lifecycleWords } from '../../../model/lifecycle-words.ts';
import { pricePerThousandTurns } from '../../../model/price-of-turns.ts';

export interface FactRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly verdict: {
    readonly words: string;
    /** `null` when neither good nor bad. */ readonly good: boolean | null;
  } | null;
}

/** Price, speed, window and lifecycle, each before and after; `from` is null where nothing is compared. */
export function factRows(
  from: Model | null,
  to: Model,
  agentId: string,
  usage: readonly Usage[],
): FactRow[] {
  const price = (model: Model | null): number | null =>
    model?.price ? pricePerThousandTurns(model.price) : null;
  const speed = (model: Model | null): number | null =>
    model ? firstTokenHere(model.id, agentId, usage) : null;
  const window = (model: Model | null): number | null => model?.contextWindow ?? null;
  return [
    {
      name: 'Price per 1,000 turns',
      before: words(price(from), dollars, 'unknown'),
      after: words(price(to), dollars, 'unknown'),
      verdict: verdict(price(from), price(to), ['cheaper', 'dearer']),
    },
    {
      name: 'First token, measured here',
      before: words(speed(from), duration, 'not yet'),
      after: words(speed(to), duration, 'not yet'),
      verdict: verdict(speed(from), speed(to), ['sooner', 'later']),
    },
    {
      name: 'Context window',
      before: words(window(from), tokens, 'unknown'),
      after: words(window(to), tokens, 'unknown'),
      verdict: smaller(window(from), window(to)),
    },
    {
      name: 'Longest answer',
      before: words(from?.maxOutputTokens ?? null, tokens, 'unknown'),
      after: words(to.maxOutputTokens, tokens, 'unknown'),
      verdict: smaller(from?.maxOutputTokens ?? null, to.maxOutputTokens),
    },
    {
      name: 'Lifecycle',
      before: from ? (lifecycleWords(from.lifecycle) ?? 'Active') : '',
      after: lifecycleWords(to.lifecycle) ?? 'Active',
      verdict: null,
    },
  ];
}

export function capabilityRows(
  from: Model | null,
  to: Model | null,
  parameters: Parameters,
): { gained: string[]; lost: string[]; leftOut: string[] } {
  if (!to) return { gained: [], lost: [], leftOut: [] };
  return {
    ...capabilityDifference(from?.capabilities ?? null, to.capabilities),
    leftOut: parametersLeftOut(parameters, to.capabilities),
  };
}

/** This agent's own median if it has one, else that of every agent on the model, by their turns. */
export function firstTokenHere(
  modelId: string,
  agentId: string,
  usage: readonly Usage[],
): number | null {
  const rows = usage.filter((row) => row.model === modelId && row.firstTokenP50Ms !== null);
  const own = rows.find((row) => row.agentId === agentId);
  if (own) return own.firstTokenP50Ms;
  const turns = rows.reduce((sum, row) => sum + row.turns, 0);
  if (turns === 0) return null;
  return rows.reduce((sum, row) => sum + (row.firstTokenP50Ms ?? 0) * row.turns, 0) / turns;
}

function words(value: number | null, format: (value: number) => string, absent: string): string {
  return value === null ? absent : format(value);
}

function verdict(
  before: number | null,
  after: number | null,
  [less, more]: readonly [string, string],
): FactRow['verdict'] {
  if (before === null || after === null || before === after) return null;
  if (before === 0) return { words: more, good: false };
  const percent = Math.round((100 * (after - before)) / before);
  if (percent === 0) return null;
  if (percent >= 900) return { words: `${Math.round(after / before)} times ${more}`, good: false };
  return percent < 0
    ? { words: `${-percent} % ${less}`, good: true }
    : { words: `${percent} % ${more}`, good: false };
}

function smaller(before: number | null, after: number | null): FactRow['verdict'] {
  if (before === null || after === null || before === after) return null;
  return after < before ? { words: 'smaller', good: false } : { words: 'larger', good: true };
}
