import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAgent } from '../../../api/agents.ts';
import { useModelSetting } from '../../../api/model-setting.ts';
import { useModels } from '../../../api/models.ts';
import { useObstacle } from '../../../api/rights.ts';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { AgentSection } from '../agent-section.tsx';
import { LiveStatus } from '../model-setting/live-status.tsx';
import { AnswerView } from './answer-view.tsx';
import { Composer } from './composer.tsx';
import { useConversation } from './use-conversation.ts';

/** A conversation with the agent as callers get it: the saved setting, through the gateway. */
export function PlaygroundPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  return <Playground key={agentId} agentId={agentId} />;
}

function Playground({ agentId }: { agentId: string }): ReactElement {
  const setting = useModelSetting(agentId);
  const models = useModels();
  const obstacle = useObstacle('editor', useAgent(agentId).data?.projectId);
  const conversation = useConversation(agentId);
  const names = new Map(models.data?.map((model) => [model.id, model.name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return (
    <AgentSection
      title="Playground"
      lead={setting.data && <LiveStatus agentId={agentId} live={setting.data} />}
    >
      <div className="mx-auto flex min-h-[calc(100dvh-14.5rem)] max-w-3xl flex-col">
        {setting.data?.model === null ? (
          <EmptyState
            title="No model is chosen yet"
            action={
              <Link to="/agents/$agentId" params={{ agentId }} className={buttonLook('primary')}>
                Choose a model
              </Link>
            }
          >
            The playground talks to the saved setting, exactly as a caller would.
          </EmptyState>
        ) : (
          <>
            <div
              className="flex-1 space-y-6 pb-6"
              role="log"
              aria-label="Conversation"
              aria-live="off"
            >
              {conversation.exchanges.length === 0 && (
                <div className="pt-16 text-center text-muted">
                  <p className="text-lg text-ink">Say something to your agent</p>
                  <p className="mt-1">
                    It answers with what is saved, through the same gateway as your callers.
                  </p>
                </div>
              )}
              {conversation.exchanges.map((exchange, index) => (
                <div key={exchange.id} className="space-y-3">
                  <div className="ml-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-brass-soft px-4 py-2.5 whitespace-pre-wrap">
                    <span className="sr-only">You: </span>
                    {exchange.question}
                  </div>
                  <AnswerView
                    exchange={exchange}
                    nameOf={nameOf}
                    onRetry={() => conversation.retry(index)}
                  />
                </div>
              ))}
            </div>
            <div className="sticky bottom-0 -mx-4 bg-ground px-4 pb-4 sm:mx-0 sm:px-0">
              <Composer
                busy={conversation.busy}
                disabled={obstacle !== null}
                onSend={conversation.send}
                onStop={conversation.stop}
              />
              <div className="mt-1.5 flex min-h-7 items-center justify-between gap-4 text-sm text-muted">
                <p id="composer-words">
                  {obstacle ?? 'Enter sends, Shift+Enter starts a new line.'}
                </p>
                {conversation.exchanges.length > 0 && (
                  <Button small kind="quiet" onClick={conversation.clear}>
                    Clear
                  </Button>
                )}
              </div>
            </div>
          </>
        )}
      </div>
    </AgentSection>
  );
}
