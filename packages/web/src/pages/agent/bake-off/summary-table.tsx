import type { ReactElement } from 'react';
import type { CandidateSummary, MeasuredBakeOff } from '@jackfield/control-plane/rest-types';
import { dollars, duration } from '../../../model/amounts.ts';
import { UseModel } from './use-model.tsx';

const cell = 'px-3 py-2.5';

/** What each model comes to, the one in use first. */
export function SummaryTable({
  agentId,
  bakeOff,
  obstacle,
}: {
  agentId: string;
  bakeOff: MeasuredBakeOff;
  obstacle: string | null;
}): ReactElement {
  const { baseline, summary } = bakeOff;
  return (
    <div className="card relative overflow-x-auto" role="region" aria-label="Models" tabIndex={0}>
      <table className="w-full text-left">
        <caption className="sr-only">What each model comes to</caption>
        <thead className="text-sm text-muted">
          <tr className="border-b border-line whitespace-nowrap">
            <Head>Model</Head>
            <Head right>Passed</Head>
            <Head right>No answer</Head>
            <Head right>First token p50 · p95</Head>
            <Head right>Whole answer p50 · p95</Head>
            <Head right>Per 1,000 turns</Head>
            <Head right>Differ</Head>
            <Head>
              <span className="sr-only">Choose</span>
            </Head>
          </tr>
        </thead>
        <tbody>
          {summary.map((one) => (
            <tr key={one.model} className="border-b border-line last:border-b-0">
              <th scope="row" className={`${cell} min-w-36 font-medium`}>
                {one.name}
                {one.model === baseline && (
                  <span className="block text-sm font-normal text-muted">in use at the start</span>
                )}
              </th>
              <Figure>{passed(one)}</Figure>
              <Figure>{one.failed}</Figure>
              <Figure>{both(one.firstTokenMs)}</Figure>
              <Figure>{both(one.durationMs)}</Figure>
              <Figure>
                {one.costPerThousandUsd === null
                  ? one.finished > one.failed
                    ? 'not known'
                    : '–'
                  : dollars(one.costPerThousandUsd)}
              </Figure>
              <Figure>{one.model === baseline || baseline === null ? '–' : one.differing}</Figure>
              <td className={`${cell} text-right`}>
                <UseModel
                  agentId={agentId}
                  model={one.model}
                  name={one.name}
                  triedRevision={bakeOff.revision}
                  obstacle={obstacle}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Spent summary={summary} />
    </div>
  );
}

function Spent({ summary }: { summary: readonly CandidateSummary[] }): ReactElement | null {
  const answers = summary.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const judging = summary.reduce((sum, { judgeCostUsd }) => sum + judgeCostUsd, 0);
  const unpriced = summary.reduce((sum, one) => sum + one.unpriced, 0);
  if (answers + judging === 0) return null;
  return (
    <p className="border-t border-line px-3 py-2.5 text-sm text-muted">
      Spent on it: {dollars(answers)}
      {judging > 0 && ` for answers and ${dollars(judging)} for judging them`}
      {unpriced > 0 &&
        `, without ${unpriced === 1 ? 'one turn' : `${unpriced} turns`} whose cost isn’t known`}
      . It does not count in usage, nor towards budgets.
    </p>
  );
}

function Head({
  right = false,
  children,
}: {
  right?: boolean;
  children: React.ReactNode;
}): ReactElement {
  return (
    <th scope="col" className={`${cell} font-medium ${right ? 'text-right' : ''}`}>
      {children}
    </th>
  );
}

function Figure({ children }: { children: React.ReactNode }): ReactElement {
  return <td className={`${cell} text-right whitespace-nowrap`}>{children}</td>;
}

function passed({ passed: held, asserted, unjudged }: CandidateSummary): string {
  if (asserted === 0) return unjudged > 0 ? `${unjudged} not judged` : '–';
  const share = Math.round((100 * held) / asserted);
  return `${held} of ${asserted} (${share}%)${unjudged > 0 ? `, ${unjudged} not judged` : ''}`;
}

function both({ p50, p95 }: CandidateSummary['firstTokenMs']): string {
  if (p50 === null || p95 === null) return '–';
  return `${duration(p50)} · ${duration(p95)}`;
}
