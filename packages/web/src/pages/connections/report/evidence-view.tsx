import type { ReactElement } from 'react';
import type { CheckEvidence } from '@jackfield/control-plane/rest-types';
import { duration } from '../../../model/amounts.ts';
import { CodeBlock } from '../../../parts/code-block.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { toCurl } from './to-curl.ts';

const block = 'mt-1 max-h-56 rounded-md p-3 text-xs wrap-anywhere whitespace-pre-wrap';

/** The very bytes of one exchange, for whoever doesn't believe the sentence above them. */
export function EvidenceView({ evidence }: { evidence: CheckEvidence }): ReactElement {
  const { request, headers, body, ended } = evidence;
  const curl = toCurl(request);
  const came = cameBack(evidence);
  const whole = [
    request,
    '',
    came,
    ...[headers, body, ended].filter((part) => part !== null && part !== ''),
  ].join('\n');
  return (
    <div className="mt-3 space-y-3 text-sm">
      <div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="font-medium text-muted">What was sent</p>
          <div className="flex flex-wrap gap-2">
            {curl !== null && (
              <CopyButton text={curl} label="Copy curl command" what="curl command" />
            )}
            <CopyButton text={whole} label="Copy evidence" what="evidence" />
          </div>
        </div>
        <CodeBlock label="What was sent" text={request} className={block} />
      </div>
      <div>
        <p className="font-medium text-muted">What came back</p>
        <p className="figures text-muted">{came}</p>
        {headers !== null && headers !== '' && (
          <CodeBlock label="Its headers" text={headers} className={block} />
        )}
        {body !== null && <CodeBlock label="What came back" text={body} className={block} />}
        {ended !== null && <p className="mt-1 text-muted">{ended}</p>}
      </div>
    </div>
  );
}

function cameBack({ status, contentType, durationMs }: CheckEvidence): string {
  const what = status === null ? 'No answer' : `Status ${status}`;
  return [what, contentType, `after ${duration(durationMs)}`]
    .filter((part) => part !== null)
    .join(' · ');
}
