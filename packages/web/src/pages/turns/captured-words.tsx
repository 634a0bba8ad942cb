import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Turn } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useObstacle } from '../../api/rights.ts';
import { useCapturedTurn } from '../../api/turns.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';

/** What was said, where it was captured; else why it can't be read. */
export function CapturedWords({ turn }: { turn: Turn }): ReactElement {
  const obstacle = useObstacle('editor', turn.projectId);
  const captured = useCapturedTurn(turn.requestId, obstacle === null && turn.captured);
  return (
    <section aria-labelledby="said-title" className="max-w-3xl">
      <h2 id="said-title" className="mb-3 text-lg font-semibold">
        What was said
      </h2>
      {obstacle !== null ? (
        <p className="text-muted">Only editors of its project may read what a turn said.</p>
      ) : captured.data ? (
        <>
          {captured.data.cut && (
            <p className="mb-3 text-sm text-muted">
              There was more: at most 64 kB are kept, the newest of it.
            </p>
          )}
          <ol className="card divide-y divide-line">
            {captured.data.messages.map(({ role, text }, index) => (
              // Messages have no id; their order never changes.
              // eslint-disable-next-line react/no-array-index-key
              <Said key={index} by={role} text={text} />
            ))}
            <Said
              by="The answer"
              text={
                captured.data.answer === '' ? 'The caller was given none.' : captured.data.answer
              }
            />
          </ol>
        </>
      ) : !turn.captured || isGone(captured.error) ? (
        <p className="text-muted">
          It was not kept. An admin can have it kept for turns to come, under{' '}
          <Link
            to="/agents/$agentId/turns"
            params={{ agentId: turn.agentId }}
            className="underline decoration-edge underline-offset-2 hover:decoration-ink"
          >
            the agent’s turns
          </Link>
          .
        </p>
      ) : captured.error === null ? (
        <SkeletonRows count={2} what="what was said" />
      ) : (
        <ProblemNotice error={captured.error} onRetry={() => void captured.refetch()} />
      )}
    </section>
  );
}

/** Deleted since the turn was loaded. */
function isGone(error: Error | null): boolean {
  return error !== null && toProblem(error).status === 404;
}

function Said({ by, text }: { by: string; text: string }): ReactElement {
  return (
    <li className="px-4 py-3">
      <p className="text-sm font-medium text-muted">{by}</p>
      <p className="mt-0.5 break-words whitespace-pre-wrap">{text}</p>
    </li>
  );
}
