import { useEffect, useRef, type ReactElement } from 'react';
import type { CheckReport, CheckResult } from '@jackfield/control-plane/rest-types';
import { duration } from '../../model/amounts.ts';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';

/** What a real request found: each promise, what was sent, and the upstream's own words. */
export function CheckReportView({ report }: { report: CheckReport }): ReactElement {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <section
      ref={section}
      aria-label="Check"
      className="overflow-hidden rounded-lg border border-line"
    >
      <div
        role="status"
        className={report.ready ? 'bg-good-soft px-4 py-3' : 'bg-bad-soft px-4 py-3'}
      >
        <p
          className={
            report.ready
              ? 'flex items-center gap-2 font-semibold text-good-ink'
              : 'flex items-center gap-2 font-semibold text-bad-ink'
          }
        >
          <Lamp kind={report.ready ? 'green' : 'red'} />
          {report.ready ? 'It answers: ready to connect' : 'Not ready to connect'}
        </p>
        <p className="mt-0.5 font-mono text-xs break-all text-muted">POST {report.url}</p>
        {report.answer !== null && (
          <p className="mt-2 text-sm">
            <span className="text-muted">It said: </span>
            {report.answer}
          </p>
        )}
        {report.firstTokenMs !== null && (
          <p className="figures mt-1 text-sm text-muted">
            First token after {duration(report.firstTokenMs)}
          </p>
        )}
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {report.checks.map((check) => (
          <CheckItem key={check.id} check={check} />
        ))}
      </ul>
    </section>
  );
}

const block = 'mt-1.5 max-h-48 rounded-md p-3 text-xs wrap-anywhere whitespace-pre-wrap';

const outcomes: Record<CheckResult['outcome'], { lamp: LampKind; word: string }> = {
  passed: { lamp: 'green', word: 'Passed' },
  failed: { lamp: 'red', word: 'Failed' },
  skipped: { lamp: 'hollow', word: 'Skipped' },
};

function CheckItem({ check }: { check: CheckResult }): ReactElement {
  const { lamp, word } = outcomes[check.outcome];
  const { evidence } = check;
  return (
    <li className="px-4 py-3">
      <div className="flex items-start gap-3">
        <span className="mt-1">
          <Lamp kind={check.outcome === 'failed' && !check.required ? 'amber' : lamp} />
        </span>
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{check.promise}</span>
            <span className="figures text-xs text-muted">
              {word}
              {check.outcome === 'skipped' ? '' : ` in ${duration(check.durationMs)}`}
            </span>
          </p>
          <p className="text-sm break-words text-muted">{check.message}</p>
          {evidence && (
            <details className="mt-1.5 text-sm" open={check.outcome === 'failed'}>
              <summary className="cursor-pointer font-medium text-muted hover:text-ink">
                What was sent and what came back
              </summary>
              <CodeBlock label="Request" text={evidence.request} className={block} />
              <p className="figures mt-2 text-muted">
                {evidence.status === null ? 'No answer' : `Status ${evidence.status}`}
                {evidence.contentType !== null && ` · ${evidence.contentType}`}
              </p>
              {evidence.body !== null && (
                <CodeBlock label="Answer" text={evidence.body} className={block} />
              )}
            </details>
          )}
        </div>
      </div>
    </li>
  );
}
