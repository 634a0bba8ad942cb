import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { Turn } from '@jackfield/control-plane/rest-types';
import { useAgentKeys } from '../../api/agent-keys.ts';
import { useAgents } from '../../api/agents.ts';
import { toProblem } from '../../api/api-problem.ts';
import { useModels } from '../../api/models.ts';
import { useTurn } from '../../api/turns.ts';
import { count } from '../../model/amounts.ts';
import { Badge } from '../../parts/badge.tsx';
import { buttonLook } from '../../parts/button.tsx';
import { CopyableId } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { AttemptWaterfall } from './attempt-waterfall.tsx';
import { CapturedWords } from './captured-words.tsx';
import { firstTokenWords, outcomes, skipReasons, timeWords, turnCostWords } from './turn-words.ts';

/** One turn by its request id: what it did, attempt by attempt, and what was said where that is kept. */
export function TurnPage(): ReactElement {
  const { requestId } = useParams({ from: '/shell/turns/$requestId' });
  const turn = useTurn(requestId);
  return (
    <Page
      title="Turn"
      above={
        <Link to="/turns" className="text-sm text-muted hover:text-ink hover:underline">
          Turns
        </Link>
      }
      lead={<CopyableId id={requestId} what="request id" />}
    >
      {turn.data ? (
        <Story turn={turn.data} />
      ) : turn.error === null ? (
        <SkeletonRows count={4} what="the turn" />
      ) : toProblem(turn.error).status === 404 ? (
        <EmptyState
          title="No such turn"
          action={
            <Link to="/turns" className={buttonLook('primary')}>
              Show all turns
            </Link>
          }
        >
          It may be older than turns are kept, of a project that you are no member of, or refused
          before it became a turn, as with a wrong key.
        </EmptyState>
      ) : (
        <ProblemNotice error={turn.error} onRetry={() => void turn.refetch()} />
      )}
    </Page>
  );
}

function Story({ turn }: { turn: Turn }): ReactElement {
  const models = useModels();
  const agents = useAgents();
  const names = new Map(models.data?.map(({ id, name }) => [id, name]));
  const agent = agents.data?.find(({ id }) => id === turn.agentId);
  const { words, tone } = outcomes[turn.outcome];
  const key = useAgentKeys(turn.agentId).data?.find(({ id }) => id === turn.keyId);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Outcome',
      <span key="outcome" className="inline-flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{words}</Badge>
        {turn.errorCode !== null && <code className="font-mono text-sm">{turn.errorCode}</code>}
      </span>,
    ],
    [
      'Agent',
      agent ? (
        <Link
          key="agent"
          to="/agents/$agentId/turns"
          params={{ agentId: agent.id }}
          className="underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          {agent.name}
        </Link>
      ) : (
        turn.agentId
      ),
    ],
    [
      'Model',
      `${names.get(turn.model ?? '') ?? turn.model ?? 'none'}${turn.fellBack ? ' (fallback)' : ''}`,
    ],
    ['Begun', <When key="begun" at={turn.startedAt} />],
    ['First token', firstTokenWords(turn)],
    ['Total', timeWords(turn.durationMs)],
    ['Cost', turnCostWords(turn)],
    ['Tokens', tokenWords(turn)],
    ['Setting', turn.revision === 0 ? 'Tried, not saved' : `Revision ${turn.revision}`],
    ['Called by', turn.keyId === null ? 'The playground' : `Key ${key?.name || turn.keyId}`],
    ['Answer', turn.streamed ? 'Streamed' : 'Whole'],
  ];
  return (
    <div className="space-y-8">
      <dl className="card figures grid max-w-4xl grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 p-5 md:grid-cols-[6rem_minmax(0,1fr)_6rem_minmax(0,1fr)]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <div>
        <h2 className="mb-3 text-lg font-semibold">Attempts</h2>
        {turn.attempts.length === 0 ? (
          <p className="text-muted">No model was asked.</p>
        ) : (
          <AttemptWaterfall turn={turn} names={names} />
        )}
        <ul className="mt-3 space-y-1 text-sm text-muted">
          {turn.skipped.map(({ model, reason }) => (
            <li key={`${model} ${reason}`}>
              {names.get(model) ?? model} was passed over: {skipReasons[reason]}.
            </li>
          ))}
          {turn.heldOn && <li>The caller was given the hold phrase.</li>}
          {turn.repairs.length > 0 && (
            <li>The endpoint’s answer was mended: {turn.repairs.join(', ')}.</li>
          )}
        </ul>
      </div>
      <CapturedWords turn={turn} />
    </div>
  );
}

function tokenWords({
  promptTokens,
  cachedTokens,
  completionTokens,
  reasoningTokens,
}: Turn): string {
  if (promptTokens === null || completionTokens === null) return 'not told';
  const cached = cachedTokens ? ` (${count(cachedTokens)} cached)` : '';
  const unseen = reasoningTokens ? ` (${count(reasoningTokens)} for reasoning)` : '';
  return `${count(promptTokens)}${cached} in, ${count(completionTokens)}${unseen} out`;
}
