import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAgent } from '../../../api/agents.ts';
import { useModelSetting } from '../../../api/model-setting.ts';
import { useModels } from '../../../api/models.ts';
import { DyingModelsBanner } from '../../../model/dying-models-banner.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { AgentSection } from '../agent-section.tsx';
import { ModelSettingEditor } from './model-setting-editor.tsx';

/** Agent Settings → Large Language Model: the choice is the page. */
export function ModelSettingPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const setting = useModelSetting(agentId);
  const models = useModels();
  const agent = useAgent(agentId);
  const error = setting.error ?? models.error ?? agent.error;
  const retry = (): void => [setting, models, agent].forEach((query) => void query.refetch());
  if (setting.data && models.data && agent.data) {
    return (
      <>
        <div className="mb-6 space-y-4 empty:hidden">
          {error && <ProblemNotice error={error} onRetry={retry} />}
          <DyingModelsBanner agentId={agentId} />
        </div>
        <ModelSettingEditor
          key={agentId}
          agentId={agentId}
          projectId={agent.data.projectId}
          live={setting.data}
          models={models.data}
        />
      </>
    );
  }
  return (
    <AgentSection title="Large Language Model">
      {error ? (
        <ProblemNotice error={error} onRetry={retry} />
      ) : (
        <div role="status" className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <span className="sr-only">Loading the model setting</span>
          <div className="space-y-4">
            <Skeleton className="h-16 w-full" />
            <Skeleton className="h-48 w-full" />
            <Skeleton className="h-16 w-full" />
          </div>
          <Skeleton className="h-80 w-full" />
        </div>
      )}
    </AgentSection>
  );
}
