import { ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { CheckReport, CheckResult } from '@jackfield/control-plane/rest-types';
import { classNames } from '../../../parts/class-names.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Prose } from '../../../parts/prose.tsx';
import { When } from '../../../parts/when.tsx';
import { CheckItem } from './check-item.tsx';
import { LearnedList } from './learned-list.tsx';
import { outcomes } from './outcome-words.ts';
import { reportMarkdown } from './report-markdown.ts';
import { SpeedCard } from './speed-card.tsx';

interface ReportViewProps {
  readonly report: CheckReport;
  /** What can be done now, in the headline's box. */
  readonly children?: ReactNode;
  /** A way out that is offered, under the headline. */
  readonly advice?: ReactNode;
}

/** What a check found: the one thing to know, what can be done, then every promise, worst first. */
export function ReportView({ report, children, advice }: ReportViewProps): ReactElement {
  return (
    <div className="@container space-y-5">
      <Headline report={report}>{children}</Headline>
      {advice}
      <div className="grid items-start gap-5 @4xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-5">
          {(['failed', 'warned', 'passed', 'skipped'] as const).map((outcome) => (
            <Group
              key={outcome}
              outcome={outcome}
              checks={report.checks.filter((check) => check.outcome === outcome)}
            />
          ))}
        </div>
        <div className="grid gap-5 @lg:grid-cols-2 @4xl:grid-cols-1">
          {report.speed !== null && <SpeedCard speed={report.speed} />}
          <LearnedList capabilities={report.capabilities} />
        </div>
      </div>
    </div>
  );
}

function Headline({ report, children }: ReportViewProps): ReactElement {
  const { ready, headline, url, answer, checkedAt } = report;
  return (
    <section
      aria-label="Result"
      className={classNames(
        'overflow-hidden rounded-lg border',
        ready ? 'border-good/40' : 'border-bad/40',
      )}
    >
      <div className={classNames('px-4 py-3', ready ? 'bg-good-soft' : 'bg-bad-soft')}>
        <h2
          className={classNames(
            'flex items-start gap-2 text-lg font-semibold',
            ready ? 'text-good-ink' : 'text-bad-ink',
          )}
        >
          <span className="mt-1.5">
            <Lamp kind={ready ? 'green' : 'red'} />
          </span>
          {ready ? headline.replace(/\.$/, '') : 'Not ready to connect'}
        </h2>
        {!ready && (
          <p className="mt-1 break-words">
            <Prose text={headline} />
          </p>
        )}
      </div>
      <div className="space-y-3 bg-surface px-4 py-3">
        <p className="text-sm text-muted">
          <span className="font-mono text-xs break-all">POST {url}</span>
          {' · '}
          <When at={checkedAt} />
          {!report.complete && ' · not finished'}
        </p>
        {answer !== null && answer !== '' && (
          <p className="text-sm break-words">
            <span className="text-muted">It said: </span>
            {answer}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          {children}
          <div className="flex flex-wrap gap-2 sm:ml-auto">
            <CopyButton text={reportMarkdown(report)} label="Copy report" what="report" />
            <CopyButton text={JSON.stringify(report, null, 2)} label="Copy JSON" what="JSON" />
          </div>
        </div>
      </div>
    </section>
  );
}

function Group({
  outcome,
  checks,
}: {
  outcome: CheckResult['outcome'];
  checks: readonly CheckResult[];
}): ReactElement | null {
  if (checks.length === 0) return null;
  const { word } = outcomes[outcome];
  const heading = (
    <h3 className="font-semibold">
      {word} <span className="figures font-normal text-muted">{checks.length}</span>
    </h3>
  );
  const list = (
    <ul className="card mt-2 divide-y divide-line overflow-hidden">
      {checks.map((check, index) => (
        <CheckItem key={check.id} check={check} openAtFirst={outcome === 'failed' && index === 0} />
      ))}
    </ul>
  );
  if (outcome === 'failed' || outcome === 'warned') {
    return (
      <section aria-label={`${word} checks`}>
        {heading}
        {list}
      </section>
    );
  }
  return (
    // What asks for nothing is a line until somebody wants to know.
    <details className="group/fine">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded hover:text-brass-strong [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          size={16}
          className="text-muted transition-transform group-open/fine:rotate-90"
        />
        {heading}
      </summary>
      {list}
    </details>
  );
}
