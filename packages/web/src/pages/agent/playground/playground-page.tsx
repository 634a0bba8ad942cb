import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type ReactElement } from 'react';
import { useObstacle } from '../../../api/rights.ts';
import type { ChatMessage } from '../../../model/chat-message.ts';
import { settingDifference } from '../../../model/setting-difference.ts';
import { modelsFor } from '../../../model/models-for.ts';
import { readDraft, toDraft, type SettingDraft } from '../../../model/setting-draft.ts';
import type { SharedConversation } from '../../../model/shared-conversation.ts';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { notifyUndoable } from '../../../parts/toasts.tsx';
import { handOver } from '../compare/handed-over.ts';
import { keepDraft, keptDraft } from '../kept-drafts.ts';
import { TryingSection, type Tried } from '../trying-section.tsx';
import { AnswerView } from './answer-view.tsx';
import { AskedView } from './asked-view.tsx';
import { Composer } from './composer.tsx';
import { readTools } from './read-tools.ts';
import { SharePanel } from './share-panel.tsx';
import { SharedNotice } from './shared-notice.tsx';
import { TriedSetting } from './tried-setting.tsx';
import { toExchanges, toMessages, useConversation, type Exchange } from './use-conversation.ts';

/** A conversation with the agent through the gateway: as callers get it, or by a setting that isn't saved. */
export function PlaygroundPage(): ReactElement {
  return <TryingSection title="Playground" what="the playground" rows={3} of={Playground} />;
}

function Playground({ agent, live, models }: Tried): ReactElement {
  const agentId = agent.id;
  const rights = useObstacle('editor', agent.projectId, 'Talking to it');
  const navigate = useNavigate();
  const conversation = useConversation(agentId);
  const { exchanges, busy } = conversation;
  /** `null`: what is saved. */
  const [tried, setTried] = useState(() => keptDraft(agentId)?.draft ?? null);
  const [tools, setTools] = useState('');
  const [sharing, setSharing] = useState<SharedConversation | null>(null);
  const names = new Map(models.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;

  // Made anew at every token, the dropdown would sort a catalogue of hundreds each time.
  const own = useMemo(() => modelsFor(agent.projectId, models), [agent.projectId, models]);

  const base = keptDraft(agentId)?.base ?? live;
  const draft = tried ?? toDraft(live);
  const { setting, errors } = readDraft(draft);
  const { model } = setting;
  const changes = tried === null ? [] : settingDifference(live, setting, nameOf);
  const unsaved = changes.length > 0 && model !== null ? { ...setting, model } : null;
  const readOfTools = readTools(tools);
  const change = (next: SettingDraft | null): void => {
    setTried(next);
    keepDraft(agentId, next && { base, draft: next });
  };

  const obstacle = rights ?? toObstacle(model, errors.size, readOfTools.error);
  const last = exchanges.at(-1);
  const openCalls = last?.state === 'answering' ? [] : (last?.answer.toolCalls ?? []);
  const ask = (keep: number, asked: readonly ChatMessage[]): void => {
    if (obstacle !== null) return;
    const dropped = exchanges.slice(keep);
    conversation.ask(keep, asked, { setting: unsaved, tools: readOfTools.tools });
    // One that is only asked again has nothing after it to miss.
    if (dropped.length > 1) offerBack('What came later was dropped', exchanges);
  };
  const offerBack = (what: string, before: readonly Exchange[]): void =>
    notifyUndoable(what, () => conversation.replace(before.map(ended)));
  const open = (shared: SharedConversation): void => {
    conversation.replace(toExchanges(shared.messages));
    setTools(shared.tools);
    change(shared.setting && toDraft({ ...live, ...shared.setting }));
  };

  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="mx-auto flex min-h-[calc(100dvh-14.5rem)] w-full max-w-3xl min-w-0 flex-col">
        <SharedNotice nameOf={nameOf} onOpen={open} />
        {model === null ? (
          <EmptyState
            title="No model is chosen yet"
            action={
              <Link to="/agents/$agentId" params={{ agentId }} className={buttonLook('primary')}>
                Choose a model
              </Link>
            }
          >
            Choose one for the agent, or try one here under Setting without saving it.
          </EmptyState>
        ) : (
          <>
            <div
              className="flex-1 space-y-6 pb-6"
              role="log"
              aria-label="Conversation"
              aria-live="off"
            >
              {exchanges.length === 0 && (
                <div className="pt-16 text-center text-muted">
                  <p className="text-lg text-ink">Say something to your agent</p>
                  <p className="mt-1">
                    {unsaved === null
                      ? 'It answers with what is saved, through the same gateway as your callers.'
                      : 'It answers with the unsaved setting, which only you talk to.'}
                  </p>
                </div>
              )}
              {exchanges.map((exchange, index) => (
                <div key={exchange.id} className="space-y-3">
                  <AskedView
                    asked={exchange.asked}
                    obstacle={obstacle}
                    onRun={(asked) => ask(index, asked)}
                  />
                  <AnswerView
                    exchange={exchange}
                    slug={agent.slug}
                    nameOf={nameOf}
                    obstacle={obstacle}
                    onRetry={() => ask(index, exchange.asked)}
                    onResults={
                      exchange === last
                        ? (results) => ask(index + 1, toResults(openCalls, results))
                        : null
                    }
                  />
                </div>
              ))}
            </div>
            <div
              ref={keepFocus}
              className="sticky bottom-0 -mx-4 bg-ground px-4 pb-4 sm:mx-0 sm:px-0"
            >
              <Composer
                busy={busy}
                disabled={obstacle !== null || openCalls.length > 0}
                onSend={(content) => ask(exchanges.length, [{ role: 'user', content }])}
                onStop={conversation.stop}
              />
              <div className="mt-1.5 flex min-h-7 flex-wrap items-center gap-x-4 text-sm text-muted">
                <p id="composer-words" className="mr-auto">
                  {obstacle ??
                    (openCalls.length > 0
                      ? 'Answer the tool call above first, or edit your message.'
                      : 'Enter sends, Shift+Enter starts a new line.')}
                </p>
                {exchanges.length > 0 && (
                  <div className="-mr-2 flex">
                    <Button
                      small
                      kind="quiet"
                      onClick={() => {
                        handOver(agentId, toComparison(exchanges));
                        void navigate({ to: '/agents/$agentId/compare', params: { agentId } });
                      }}
                    >
                      Compare models
                    </Button>
                    <Button
                      small
                      kind="quiet"
                      onClick={() =>
                        setSharing({ messages: toMessages(exchanges), setting: unsaved, tools })
                      }
                    >
                      Share
                    </Button>
                    <Button
                      small
                      kind="quiet"
                      onClick={() => {
                        conversation.replace([]);
                        offerBack('The conversation was cleared', exchanges);
                      }}
                    >
                      Clear
                    </Button>
                  </div>
                )}
              </div>
            </div>
          </>
        )}
      </div>
      <aside aria-label="What the next turn is sent with" className="min-w-0 xl:sticky xl:top-6">
        <TriedSetting
          agent={agent}
          base={live}
          models={own}
          draft={draft}
          errors={errors}
          changes={changes}
          onChange={(part) => change({ ...draft, ...part })}
          onUseSaved={() => change(null)}
          tools={tools}
          readTools={readOfTools}
          onTools={setTools}
        />
      </aside>
      {sharing && <SharePanel shared={sharing} onClose={() => setSharing(null)} />}
    </div>
  );
}

/** Why nothing can be sent, in words; `null` when it can. */
function toObstacle(model: string | null, errors: number, tools: string | null): string | null {
  if (model === null) return 'Choose a model first.';
  if (errors > 0) return 'A field of the setting can’t be read. Correct it first.';
  if (tools !== null) return 'The tools can’t be read. Correct them first.';
  return null;
}

function toResults(
  calls: Exchange['answer']['toolCalls'],
  results: readonly string[],
): ChatMessage[] {
  return calls.map(({ id }, index) => ({
    role: 'tool',
    tool_call_id: id,
    content: results[index] ?? '',
  }));
}

/** Up to the last question: that is what other models are asked. */
function toComparison(exchanges: readonly Exchange[]): ChatMessage[] {
  return [...toMessages(exchanges.slice(0, -1)), ...(exchanges.at(-1)?.asked ?? [])];
}

/** What was still coming when it was dropped comes no more. */
function ended(exchange: Exchange): Exchange {
  return exchange.state === 'answering' ? { ...exchange, state: 'stopped' } : exchange;
}
