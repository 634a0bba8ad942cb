import type { ReactElement, ReactNode } from 'react';
import { count, duration } from '../../../model/amounts.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { turnCostWords } from '../../turns/turn-words.ts';
import { summarize, type Summary } from './summary.ts';
import type { Comparison } from './use-comparison.ts';

interface ComparisonTableProps {
  readonly comparison: Comparison;
  readonly nameOf: (model: string) => string;
  /** The agent's own. */
  readonly live: string | null;
  /** Why it can't be saved now; `null` when it can. */
  readonly obstacle: string | null;
  readonly onUse: (model: string) => void;
}

/** What each model took, as the server measured it: once, or the p50 and p95 of several times. */
export function ComparisonTable({
  comparison,
  nameOf,
  live,
  obstacle,
  onUse,
}: ComparisonTableProps): ReactElement {
  const { models, answers, rounds } = comparison;
  const several = rounds > 1;
  const spread = ({ p50, p95 }: Summary['total'], words: (value: number) => string): ReactNode => {
    if (p50 === null || p95 === null) return <span className="text-muted">none</span>;
    return several ? (
      <>
        {words(p50)} <span className="text-muted">/ {words(p95)}</span>
      </>
    ) : (
      words(p50)
    );
  };
  const rows = models.map((model, at) => ({ model, summary: summarize(answers[at] ?? []) }));
  const fastest = least(rows.map(({ summary }) => summary.firstToken.p50));
  const cheapest = least(
    rows.map(({ summary }) => (summary.answered > 0 ? summary.costUsd : null)),
  );
  return (
    <div
      className="card relative overflow-x-auto"
      // What scrolls must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      role="region"
      aria-label="Comparison"
    >
      <table className="figures w-full text-left">
        <caption className="sr-only">
          What each model took{several ? ': half of the times at most / 95 of 100 at most' : ''}
        </caption>
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            <Head>Model</Head>
            <Head>First token {several && <Spread />}</Head>
            <Head>First sentence {several && <Spread />}</Head>
            <Head>Total {several && <Spread />}</Head>
            <Head>Tokens a second</Head>
            <Head>Tokens in, out</Head>
            <Head>Cost{several && ' of all'}</Head>
            <Head>Answered</Head>
            <Head>
              <span className="sr-only">Choose</span>
            </Head>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ model, summary }) => (
            <tr key={model} className="border-b border-line last:border-0">
              <th scope="row" className="px-3 py-2.5 align-top font-medium whitespace-nowrap">
                {nameOf(model)}
                {model === live && (
                  <span className="block text-xs font-normal text-muted">in use</span>
                )}
              </th>
              <Cell>
                {spread(summary.firstToken, duration)}
                {fastest !== null && summary.firstToken.p50 === fastest && <Best>fastest</Best>}
              </Cell>
              <Cell>{spread(summary.firstSentence, duration)}</Cell>
              <Cell>{spread(summary.total, duration)}</Cell>
              <Cell>{summary.tokens.p50 === null ? 'not known' : count(summary.tokens.p50)}</Cell>
              <Cell>
                {summary.promptTokens === null
                  ? 'not told'
                  : `${count(summary.promptTokens)}, ${count(summary.completionTokens ?? 0)}`}
              </Cell>
              <Cell>
                {summary.answered === 0 ? 'none' : turnCostWords(summary)}
                {cheapest !== null && summary.answered > 0 && summary.costUsd === cheapest && (
                  <Best>cheapest</Best>
                )}
              </Cell>
              <Cell>
                {summary.answered} of {rounds}
                {summary.failed > 0 && (
                  <span className="block pt-1">
                    <Badge tone="bad">{summary.failed} failed</Badge>
                  </span>
                )}
              </Cell>
              <td className="px-3 py-2 text-right align-top">
                <Button
                  small
                  obstacle={model === live ? 'The agent uses it already.' : obstacle}
                  onClick={() => onUse(model)}
                >
                  Use this one
                  <span className="sr-only">{nameOf(model)}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spread(): ReactElement {
  return <span className="block text-xs font-normal">p50 / p95</span>;
}

function Head({ children }: { children: ReactNode }): ReactElement {
  return (
    <th scope="col" className="px-3 py-2 align-bottom font-medium">
      {children}
    </th>
  );
}

function Cell({ children }: { children: ReactNode }): ReactElement {
  return <td className="px-3 py-2.5 align-top text-sm whitespace-nowrap">{children}</td>;
}

function Best({ children }: { children: ReactNode }): ReactElement {
  return <span className="block text-xs font-medium text-good-ink">{children}</span>;
}

/** `null` where there is nothing to be better than. */
function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  const smallest = Math.min(...known);
  return known.length > 1 && known.some((value) => value > smallest) ? smallest : null;
}
