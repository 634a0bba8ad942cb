import type { ReactElement, ReactNode } from 'react';
import type { Usage } from '@jackfield/control-plane/rest-types';
import { costWords, count } from '../../model/amounts.ts';
import {
  changeWords,
  latencyWords,
  periodCostWords,
  shareWords,
  tokenWords,
} from './usage-words.ts';

/** What a period came to, beside as much of the one before. */
export interface Compared {
  readonly now: Usage;
  /** Of the whole period before; `null` where it had no turn. */
  readonly before: Usage | null;
  /** Of the period before as much as has passed of this one. */
  readonly volumeBefore: {
    readonly turns: number;
    readonly tokens: number;
    readonly costUsd: number;
  };
}

export function UsageTiles({ now, before, volumeBefore }: Compared): ReactElement {
  const tokens = now.promptTokens + now.completionTokens;
  const hedges = now.hedges.won + now.hedges.lost;
  const unpriced = now.unpricedAttempts;
  return (
    <dl className="figures grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <Tile
        name="Turns"
        value={count(now.turns)}
        change={changeWords(now.turns, volumeBefore.turns)}
      >
        {count(now.left)} whose caller left
      </Tile>
      <Tile
        name="Failed"
        value={shareWords(now.failed, now.turns)}
        change={before && `${shareWords(before.failed, before.turns)} before`}
      >
        {count(now.failed)} turns, {count(now.attemptsFailed)} attempts
      </Tile>
      <Tile
        name="First token, p50"
        value={latencyWords(now.firstTokenP50Ms)}
        change={before && `${latencyWords(before.firstTokenP50Ms)} before`}
      >
        p95 {latencyWords(now.firstTokenP95Ms)}, p99 {latencyWords(now.firstTokenP99Ms)}
      </Tile>
      <Tile
        name="Tokens"
        value={tokenWords(tokens)}
        change={changeWords(tokens, volumeBefore.tokens)}
      >
        {tokenWords(now.promptTokens)} in ({tokenWords(now.cachedTokens)} cached),{' '}
        {tokenWords(now.completionTokens)} out ({tokenWords(now.reasoningTokens)} reasoning)
      </Tile>
      <Tile
        name="Cost"
        value={
          unpriced > 0 && now.costUsd > 0 ? (
            <>
              <span className="text-sm font-normal text-muted">at least </span>
              {costWords(now.costUsd)}
            </>
          ) : (
            periodCostWords(now)
          )
        }
        change={changeWords(now.costUsd, volumeBefore.costUsd)}
      >
        {unpriced === 0
          ? 'by the catalogue’s prices'
          : `${count(unpriced)} attempts that may be billed are not in it`}
      </Tile>
      <Tile
        name="Fallbacks"
        value={count(now.fallbacks)}
        change={before && `${count(before.fallbacks)} before`}
      >
        {hedges === 0
          ? 'no hedges'
          : `${count(hedges)} hedges, of which ${count(now.hedges.won)} answered`}
      </Tile>
    </dl>
  );
}

function Tile({
  name,
  value,
  change,
  children,
}: {
  name: string;
  value: ReactNode;
  change: string | null;
  children: ReactNode;
}): ReactElement {
  return (
    <div className="card flex min-w-0 flex-col p-4">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-1 flex flex-1 flex-col">
        <span className="text-xl font-semibold tracking-tight break-words">{value}</span>
        <span className="text-xs text-muted">{change ?? 'nothing to compare with before'}</span>
        <span className="mt-2 text-xs break-words text-muted">{children}</span>
      </dd>
    </div>
  );
}
