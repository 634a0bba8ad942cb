import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAgent } from '../../../api/agents.ts';
import { useModelSetting, useRevisions } from '../../../api/model-setting.ts';
import { useModels } from '../../../api/models.ts';
import { useObstacle } from '../../../api/rights.ts';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { AgentSection } from '../agent-section.tsx';
import { RevisionItem } from './revision-item.tsx';

/** Every setting this agent ever had, newest first; none is ever changed, any can be made live again. */
export function HistoryPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const revisions = useRevisions(agentId);
  const live = useModelSetting(agentId);
  const models = useModels();
  const obstacle = useObstacle('editor', useAgent(agentId).data?.projectId);
  const names = new Map(models.data?.map((model) => [model.id, model.name]));
  const items = (revisions.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((item) => item.revision > 0);
  const error = revisions.error ?? live.error;
  return (
    <AgentSection title="History">
      {error && !revisions.data ? (
        <ProblemNotice error={error} onRetry={() => void revisions.refetch()} />
      ) : !revisions.data || !live.data || models.isPending ? (
        <SkeletonRows what="the history" />
      ) : items.length === 0 ? (
        <EmptyState
          title="No revision yet"
          action={
            <Link to="/agents/$agentId" params={{ agentId }} className={buttonLook('primary')}>
              Choose a model
            </Link>
          }
        >
          Every save makes a revision, and each can be restored from here.
        </EmptyState>
      ) : (
        <>
          <ol className="card divide-y divide-line" aria-label="Revisions, newest first">
            {items.map((item, index) => (
              <RevisionItem
                key={item.revision}
                agentId={agentId}
                obstacle={obstacle}
                setting={item}
                previous={items[index + 1] ?? null}
                live={live.data}
                nameOf={(id) => names.get(id) ?? id}
              />
            ))}
          </ol>
          {revisions.hasNextPage && (
            <div className="mt-4 text-center">
              <Button
                busy={revisions.isFetchingNextPage}
                onClick={() => void revisions.fetchNextPage()}
              >
                Show earlier revisions
              </Button>
            </div>
          )}
        </>
      )}
    </AgentSection>
  );
}
