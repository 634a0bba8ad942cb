import type { ReactElement } from 'react';
import type { Turn } from '@jackfield/control-plane/rest-types';
import { costWords } from '../../model/amounts.ts';
import { Badge } from '../../parts/badge.tsx';
import { classNames } from '../../parts/class-names.ts';
import { attemptOutcomes, causes, timeWords } from './turn-words.ts';

type Attempt = Turn['attempts'][number];

const bars: Record<Attempt['outcome'], string> = {
  answered: 'bg-good',
  failed: 'bg-bad',
  left: 'bg-warn',
  lost: 'bg-edge',
};

/** Each attempt as a bar over the turn's time; the same as figures in the table's other columns. */
export function AttemptWaterfall({
  turn,
  names,
}: {
  turn: Turn;
  names: ReadonlyMap<string, string>;
}): ReactElement {
  const ends = turn.attempts.map(({ startMs, durationMs }) => startMs + durationMs);
  const wholeMs = Math.max(1, turn.durationMs, ...ends);
  return (
    <div className="card overflow-x-auto" role="region" aria-label="Attempts" tabIndex={0}>
      <table className="figures w-full text-left">
        <caption className="sr-only">
          Attempts in the order in which they began; times from the start of the turn
        </caption>
        <thead className="text-sm text-muted">
          <tr>
            {['Model', 'Why', 'Begun', 'First token', 'Ended', 'How it ended', 'Cost'].map(
              (label) => (
                <th key={label} scope="col" className="px-3 py-2.5 font-medium whitespace-nowrap">
                  {label}
                </th>
              ),
            )}
            <td className="w-2/5 min-w-40 px-3 text-right">{timeWords(wholeMs)}</td>
          </tr>
        </thead>
        <tbody>
          {turn.attempts.map((attempt, index) => (
            <Row
              // Attempts have no id; their order never changes.
              // eslint-disable-next-line react/no-array-index-key
              key={index}
              attempt={attempt}
              name={names.get(attempt.model) ?? attempt.model}
              wholeMs={wholeMs}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  attempt,
  name,
  wholeMs,
}: {
  attempt: Attempt;
  name: string;
  wholeMs: number;
}): ReactElement {
  const { startMs, firstTokenMs, durationMs, outcome } = attempt;
  const { words, tone } = attemptOutcomes[outcome];
  const cell = 'border-t border-line px-3 py-2.5 whitespace-nowrap';
  const share = (ms: number): string => `${(ms / wholeMs) * 100}%`;
  return (
    <tr>
      <th scope="row" className={classNames(cell, 'font-medium')}>
        {name}
      </th>
      <td className={cell}>{causes[attempt.cause]}</td>
      <td className={cell}>{timeWords(startMs)}</td>
      <td className={cell}>{timeWords(firstTokenMs === null ? null : startMs + firstTokenMs)}</td>
      <td className={cell}>{timeWords(startMs + durationMs)}</td>
      <td className={cell}>
        <Badge tone={tone}>{words}</Badge>
        {attempt.errorCode !== null && (
          <span className="ml-2 font-mono text-xs text-muted">{attempt.errorCode}</span>
        )}
      </td>
      <td className={cell}>{costWords(attempt.costUsd)}</td>
      <td className={cell} aria-hidden>
        <div className="relative h-4 rounded-sm bg-sunken">
          <div
            className={classNames('absolute h-4 min-w-0.5 rounded-sm opacity-40', bars[outcome])}
            style={{ left: share(startMs), width: share(durationMs) }}
          />
          {firstTokenMs !== null && (
            <div
              className={classNames('absolute h-4 min-w-0.5 rounded-sm', bars[outcome])}
              style={{
                left: share(startMs + firstTokenMs),
                width: share(Math.max(0, durationMs - firstTokenMs)),
              }}
            />
          )}
        </div>
      </td>
    </tr>
  );
}
