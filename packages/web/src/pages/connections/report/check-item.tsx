import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import type { CheckFinding, CheckResult } from '@jackfield/control-plane/rest-types';
import { duration } from '../../../model/amounts.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { Prose } from '../../../parts/prose.tsx';
import { EvidenceView } from './evidence-view.tsx';
import { outcomes } from './outcome-words.ts';

/** One check: its promise and what was found, and, opened, all that there is to know of it. */
export function CheckItem({
  check,
  openAtFirst,
}: {
  check: CheckResult;
  openAtFirst: boolean;
}): ReactElement {
  const { lamp, word } = outcomes[check.outcome];
  const facts = [
    check.required ? word : `${word}, not required`,
    ...(check.outcome === 'skipped' ? [] : [duration(check.durationMs)]),
  ];
  return (
    <li>
      <details open={openAtFirst} className="group">
        <summary className="flex cursor-pointer list-none items-start gap-3 px-4 py-3 -outline-offset-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
          <span className="mt-1">
            <Lamp kind={lamp} />
          </span>
          <span className="min-w-0 flex-1">
            <span className="block font-medium">
              <Prose text={check.promise} />
            </span>
            <span className="block text-sm break-words text-muted">
              <Prose text={check.message} />
            </span>
            <span className="figures block text-xs text-muted">{facts.join(' · ')}</span>
          </span>
          <ChevronRight
            aria-hidden
            size={16}
            className="mt-0.5 shrink-0 text-muted transition-transform group-open:rotate-90"
          />
        </summary>
        <div className="space-y-4 px-4 pb-4 sm:pl-10">
          {check.findings.map((finding) => (
            <Finding key={finding.id} finding={finding} only={check.findings.length === 1} />
          ))}
          {check.findings.length === 0 && check.evidence !== null && (
            <EvidenceView evidence={check.evidence} />
          )}
          <p className="text-xs text-muted">
            What it is held to: <Prose text={check.clause} />
          </p>
        </div>
      </details>
    </li>
  );
}

function Finding({ finding, only }: { finding: CheckFinding; only: boolean }): ReactElement {
  return (
    <article aria-label={finding.id}>
      {!only && (
        <p className="mb-1 font-medium break-words">
          <Prose text={finding.message} />
        </p>
      )}
      <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[11rem_minmax(0,1fr)]">
        <dt className="font-medium text-muted">What a caller notices</dt>
        <dd>
          <Prose text={finding.consequence} />
        </dd>
        <dt className="font-medium text-muted">How to mend it</dt>
        <dd>
          <Prose text={finding.fix} />
        </dd>
      </dl>
      {finding.evidence !== null && <EvidenceView evidence={finding.evidence} />}
    </article>
  );
}
