import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { MeasuredBakeOff } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../../api/agents.ts';
import { toProblem } from '../../../api/api-problem.ts';
import { goesOn, useBakeOff, useDeleteBakeOff, useSteerBakeOff } from '../../../api/bake-offs.ts';
import { useObstacle } from '../../../api/rights.ts';
import { count } from '../../../model/amounts.ts';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';
import { When } from '../../../parts/when.tsx';
import { AgentSection } from '../agent-section.tsx';
import { BakeOffState } from './bake-off-state.tsx';
import { CaseResults } from './case-results.tsx';
import { SummaryTable } from './summary-table.tsx';

/** One bake-off: how far it is, what it comes to, and every answer. */
export function BakeOffView({ agentId, id }: { agentId: string; id: string }): ReactElement {
  const bakeOff = useBakeOff(agentId, id);
  const obstacle = useObstacle('editor', useAgent(agentId).data?.projectId);
  const back = (
    <Link
      to="/agents/$agentId/bake-off"
      params={{ agentId }}
      className="inline-flex items-center gap-1 text-sm text-muted hover:text-ink hover:underline"
    >
      <ChevronLeft aria-hidden size={14} /> All bake-offs
    </Link>
  );
  return (
    <AgentSection
      title={bakeOff.data ? `Bake-off: ${bakeOff.data.testSet.name}` : 'Bake-off'}
      lead={back}
    >
      {bakeOff.error && !bakeOff.data ? (
        toProblem(bakeOff.error).status === 404 ? (
          <EmptyState title="No such bake-off" action={back}>
            It was deleted, or newer ones took its place: the last fifty are kept.
          </EmptyState>
        ) : (
          <ProblemNotice error={bakeOff.error} onRetry={() => void bakeOff.refetch()} />
        )
      ) : !bakeOff.data ? (
        <div role="status" className="space-y-4">
          <span className="sr-only">Loading the bake-off</span>
          <Skeleton className="h-20" />
          <Skeleton className="h-40" />
        </div>
      ) : (
        <div className="space-y-6">
          <Progress bakeOff={bakeOff.data} obstacle={obstacle} />
          {bakeOff.data.problem !== null && (
            <Notice tone="bad" title="It could not go on">
              {bakeOff.data.problem}
            </Notice>
          )}
          {bakeOff.data.verdict !== '' && (
            <p className="max-w-3xl text-lg" aria-label="Verdict" role="note">
              {bakeOff.data.verdict}
            </p>
          )}
          <SummaryTable agentId={agentId} bakeOff={bakeOff.data} obstacle={obstacle} />
          <CaseResults agentId={agentId} bakeOff={bakeOff.data} />
        </div>
      )}
    </AgentSection>
  );
}

function Progress({
  bakeOff,
  obstacle,
}: {
  bakeOff: MeasuredBakeOff;
  obstacle: string | null;
}): ReactElement {
  const { id, agentId, state, finished, total, candidates, createdAt, createdBy } = bakeOff;
  const steer = useSteerBakeOff(agentId, id);
  const report = `/api/v1/agents/${agentId}/bake-offs/${id}/report`;
  return (
    <section aria-label="Progress" className="card p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <BakeOffState state={state} />
        <p className="figures min-w-0 flex-1 basis-52">
          {count(finished)} of {count(total)} turns{' '}
          <span className="text-muted">
            ({count(bakeOff.cases)} {bakeOff.cases === 1 ? 'case' : 'cases'}, {candidates.length}{' '}
            {candidates.length === 1 ? 'model' : 'models'}, revision {bakeOff.revision}) · started{' '}
            <When at={createdAt} /> by {createdBy}
          </span>
        </p>
        {finished > 0 && (
          <>
            <a href={`${report}?format=html`} download className={buttonLook('secondary', true)}>
              Report as HTML
            </a>
            <a href={report} download className={buttonLook('secondary', true)}>
              Report as JSON
            </a>
          </>
        )}
        {goesOn(bakeOff) ? (
          <Button
            small
            obstacle={obstacle}
            busy={steer.isPending}
            onClick={() => steer.mutate('cancel', { onError: notifyProblem })}
          >
            Cancel
          </Button>
        ) : (
          <>
            {state !== 'done' && (
              <Button
                small
                kind="primary"
                obstacle={obstacle}
                busy={steer.isPending}
                onClick={() => steer.mutate('resume', { onError: notifyProblem })}
              >
                Resume
              </Button>
            )}
            <DeleteBakeOff bakeOff={bakeOff} obstacle={obstacle} />
          </>
        )}
      </div>
      {state !== 'done' && (
        <progress
          aria-label="Turns that have a result"
          max={total}
          value={finished}
          className="mt-3 block h-2 w-full accent-plug"
        />
      )}
      <p role="status" className="sr-only">
        {state === 'done' && 'The bake-off is done.'}
        {state === 'cancelled' && 'The bake-off is cancelled. What has finished is kept.'}
      </p>
    </section>
  );
}

function DeleteBakeOff({
  bakeOff: { id, agentId, testSet },
  obstacle,
}: {
  bakeOff: MeasuredBakeOff;
  obstacle: string | null;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const remove = useDeleteBakeOff(agentId);
  return (
    <>
      <Button small kind="danger" obstacle={obstacle} onClick={() => setAsking(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Delete this bake-off of ${testSet.name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(id, {
                onSuccess: () => {
                  notify('The bake-off is deleted');
                  void navigate({ to: '/agents/$agentId/bake-off', params: { agentId } });
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Its answers go with it. A report that you downloaded stays yours.</p>
      </ConfirmDialog>
    </>
  );
}
