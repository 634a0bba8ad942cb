import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import type { ReactElement } from 'react';
import { useAgent } from '../../../api/agents.ts';
import { useBakeOffs } from '../../../api/bake-offs.ts';
import { useObstacle } from '../../../api/rights.ts';
import { useTestSets } from '../../../api/test-sets.ts';
import { Button } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SidePanel } from '../../../parts/side-panel.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { AgentSection } from '../agent-section.tsx';
import { BakeOffList } from './bake-off-list.tsx';
import { BakeOffView } from './bake-off-view.tsx';
import { NewTestSet } from './new-test-set.tsx';
import { StartBakeOff } from './start-bake-off.tsx';
import { TestSetList } from './test-set-list.tsx';
import { TestSetPanel } from './test-set-panel.tsx';

/** What is open, as the address says it. */
export interface BakeOffSearch {
  /** Catalogue id of a model to try: opens the start of a bake-off. */
  readonly candidate?: string | undefined;
  /** The id of a bake-off that is looked at. */
  readonly run?: string | undefined;
  /** The id of a test set whose cases are shown, or `new`. */
  readonly set?: string | undefined;
  readonly start?: boolean | undefined;
}

/** Try before you switch: test sets, and how models do on them beside the one in use. */
export function BakeOffPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const { run } = useSearch({ from: '/shell/agents/$agentId/bake-off' });
  return run === undefined ? (
    <Overview key={agentId} agentId={agentId} />
  ) : (
    <BakeOffView key={run} agentId={agentId} id={run} />
  );
}

function Overview({ agentId }: { agentId: string }): ReactElement {
  const search = useSearch({ from: '/shell/agents/$agentId/bake-off' });
  const navigate = useNavigate({ from: '/agents/$agentId/bake-off' });
  const go = (next: BakeOffSearch): void => void navigate({ search: next });
  const obstacle = useObstacle('editor', useAgent(agentId).data?.projectId);
  const testSets = useTestSets(agentId);
  const bakeOffs = useBakeOffs(agentId);
  const opened = testSets.data?.find(({ id }) => id === search.set) ?? null;
  const filled = testSets.data?.filter(({ cases }) => cases > 0) ?? [];
  const isStarting = search.start === true || search.candidate !== undefined;
  const makeFirst = (
    <Button kind="primary" obstacle={obstacle} onClick={() => go({ set: 'new' })}>
      Make a test set
    </Button>
  );
  return (
    <AgentSection
      title="Bake-off"
      lead={
        <Button
          kind="primary"
          obstacle={
            obstacle ??
            (testSets.data && filled.length === 0 ? 'Make a test set with a case first.' : null)
          }
          onClick={() => go({ start: true })}
        >
          <FlaskConical aria-hidden size={16} /> Start a bake-off
        </Button>
      }
    >
      <p className="mb-6 max-w-prose text-muted">
        Try before you switch: a bake-off asks other models what your callers ask, and compares
        their answers, speed and cost with those of the model in use. Callers notice nothing of it.
      </p>
      <div className="space-y-8">
        <section aria-labelledby="test-sets">
          <div className="mb-3 flex items-center justify-between gap-4">
            <h2 id="test-sets" className="text-lg font-semibold">
              Test sets
            </h2>
            {(testSets.data?.length ?? 0) > 0 && (
              <Button small obstacle={obstacle} onClick={() => go({ set: 'new' })}>
                New test set
              </Button>
            )}
          </div>
          {testSets.error && !testSets.data ? (
            <ProblemNotice error={testSets.error} onRetry={() => void testSets.refetch()} />
          ) : !testSets.data ? (
            <SkeletonRows count={2} what="test sets" />
          ) : testSets.data.length === 0 ? (
            <EmptyState title="No test set yet" action={makeFirst}>
              A test set holds what callers say and what a good answer must do. Type some cases,
              import a file, or take them from captured turns.
            </EmptyState>
          ) : (
            <TestSetList testSets={testSets.data} onOpen={(set) => go({ set })} />
          )}
        </section>
        <section aria-labelledby="bake-offs">
          <h2 id="bake-offs" className="mb-3 text-lg font-semibold">
            Bake-offs
          </h2>
          {bakeOffs.error && !bakeOffs.data ? (
            <ProblemNotice error={bakeOffs.error} onRetry={() => void bakeOffs.refetch()} />
          ) : !bakeOffs.data ? (
            <SkeletonRows count={2} what="bake-offs" />
          ) : bakeOffs.data.length === 0 ? (
            <p className="text-muted">None was started yet. The last fifty are kept.</p>
          ) : (
            <BakeOffList bakeOffs={bakeOffs.data} />
          )}
        </section>
      </div>
      <SidePanel
        open={search.set === 'new' || opened !== null}
        onClose={() => go({})}
        title={opened?.name ?? 'New test set'}
        lead={opened === null ? 'Cases can be put in next.' : undefined}
      >
        {opened === null ? (
          <NewTestSet agentId={agentId} onMade={(set) => go({ set })} />
        ) : (
          <TestSetPanel
            key={opened.id}
            agentId={agentId}
            testSet={opened}
            obstacle={obstacle}
            onGone={() => go({})}
          />
        )}
      </SidePanel>
      <SidePanel
        open={isStarting && testSets.data !== undefined && filled.length > 0}
        onClose={() => go({})}
        title="Start a bake-off"
        lead="It runs in the background; you can leave this page."
      >
        <StartBakeOff
          agentId={agentId}
          testSets={filled}
          candidate={search.candidate ?? null}
          obstacle={obstacle}
          onStarted={(run) => go({ run })}
        />
      </SidePanel>
    </AgentSection>
  );
}
