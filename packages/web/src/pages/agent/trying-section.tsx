import { useParams } from '@tanstack/react-router';
import type { ComponentType, ReactElement } from 'react';
import type { Agent, Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../api/agents.ts';
import { useModelSetting } from '../../api/model-setting.ts';
import { useModels } from '../../api/models.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { AgentSection } from './agent-section.tsx';
import { LiveStatus } from './model-setting/live-status.tsx';

/** What it takes to try an agent: it, its setting, and the models there are. */
export interface Tried {
  readonly agent: Agent;
  readonly live: ModelSetting;
  readonly models: readonly Model[];
}

/** A place where an agent is tried, shown once all of that is there; begun anew for another agent. */
export function TryingSection({
  title,
  what,
  rows,
  of: Trying,
}: {
  title: string;
  /** What is loading, in words. */
  what: string;
  rows: number;
  of: ComponentType<Tried>;
}): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const agent = useAgent(agentId);
  const setting = useModelSetting(agentId);
  const models = useModels();
  const error = agent.error ?? setting.error ?? models.error;
  return (
    <AgentSection
      title={title}
      lead={setting.data && <LiveStatus agentId={agentId} live={setting.data} />}
    >
      {agent.data && setting.data && models.data ? (
        <Trying key={agentId} agent={agent.data} live={setting.data} models={models.data} />
      ) : error ? (
        <ProblemNotice
          error={error}
          onRetry={() => {
            void agent.refetch();
            void setting.refetch();
            void models.refetch();
          }}
        />
      ) : (
        <SkeletonRows count={rows} what={what} />
      )}
    </AgentSection>
  );
}
