import type { ReactElement, ReactNode } from 'react';
import { toProblem } from '../api/api-problem.ts';
import { Button } from './button.tsx';
import { CopyableId } from './copy-button.tsx';
import { Lamp } from './lamp.tsx';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** Says what happened, what it means and the way out, with the request's id for whoever looks it up. */
export function ProblemNotice({ error, onRetry, children }: ProblemNoticeProps): ReactElement {
  const problem = toProblem(error);
  // A lone field whose words are the detail itself would only say it twice.
  const fields = [...problem.fields].filter(([, message]) => message !== problem.message);
  return (
    <div role="alert" className="rounded-lg border border-bad/40 bg-bad-soft p-4 text-bad-ink">
      <div className="flex items-start gap-3">
        <span className="mt-1">
          <Lamp kind="red" />
        </span>
        <div className="min-w-0 flex-1 space-y-1">
          <p className="font-semibold">{problem.title}</p>
          <p className="break-words">{problem.message}</p>
          {fields.length > 0 && (
            <ul className="list-disc pl-5">
              {fields.map(([field, message]) => (
                <li key={field}>
                  {field !== '' && <code className="font-mono text-sm">{field}</code>} {message}
                </li>
              ))}
            </ul>
          )}
          {problem.requestId !== null && (
            <p className="text-sm">
              Request <CopyableId id={problem.requestId} what="request id" />
            </p>
          )}
          {(onRetry || children) && (
            <div className="flex flex-wrap gap-2 pt-2">
              {children}
              {onRetry && (
                <Button small onClick={onRetry}>
                  Try again
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
