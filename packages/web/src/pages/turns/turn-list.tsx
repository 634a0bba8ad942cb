import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import type { TurnSummary } from '@jackfield/control-plane/rest-types';
import { useAgents } from '../../api/agents.ts';
import { useModels } from '../../api/models.ts';
import { useTurns } from '../../api/turns.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { StaleNotice } from '../../parts/stale-notice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { When } from '../../parts/when.tsx';
import { firstTokenWords, outcomes, timeWords, turnCostWords } from './turn-words.ts';

const choices = [
  { value: 'all', label: 'All' },
  { value: 'answered', label: 'Answered' },
  { value: 'failed', label: 'Failed' },
  { value: 'left', label: 'Caller left' },
] as const;
type Choice = (typeof choices)[number]['value'];

/** Turns, the newest first: of one agent, or of all that one may see. */
export function TurnList({ agentId }: { agentId?: string }): ReactElement {
  const [outcome, setOutcome] = useState<Choice>('all');
  const turns = useTurns({ agentId, outcome: outcome === 'all' ? undefined : outcome });
  const items = (turns.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-3">
        <div className="min-w-40">
          <SelectField label="Outcome" value={outcome} onValue={setOutcome} choices={choices} />
        </div>
        <FindTurn />
        <Button busy={turns.isRefetching} onClick={() => void turns.refetch()}>
          Refresh
        </Button>
      </div>
      {turns.error && !turns.data ? (
        <ProblemNotice error={turns.error} onRetry={() => void turns.refetch()} />
      ) : !turns.data ? (
        <SkeletonRows count={10} what="turns" />
      ) : items.length === 0 ? (
        <EmptyState title={outcome === 'all' ? 'No turn yet' : 'No such turn'}>
          {outcome === 'all'
            ? 'Each turn is here within a second of its end, also those of the playground.'
            : 'Choose another outcome to see the others.'}
        </EmptyState>
      ) : (
        <>
          {turns.error && <StaleNotice list={turns} />}
          <TurnTable turns={items} withAgents={agentId === undefined} />
          {turns.hasNextPage && (
            <div className="mt-4 text-center">
              <Button busy={turns.isFetchingNextPage} onClick={() => void turns.fetchNextPage()}>
                Show earlier turns
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

/** Callers are given a request id with every answer, and name it when something was wrong. */
function FindTurn(): ReactElement {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const requestId = text.trim();
  return (
    <form
      role="search"
      className="flex flex-1 basis-80 items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (requestId !== '') void navigate({ to: '/turns/$requestId', params: { requestId } });
      }}
    >
      <TextField
        label="Request id"
        mono
        className="max-w-md flex-1"
        placeholder="req_…"
        value={text}
        onValue={setText}
      />
      <Button type="submit">Find</Button>
    </form>
  );
}

function TurnTable({
  turns,
  withAgents,
}: {
  turns: readonly TurnSummary[];
  withAgents: boolean;
}): ReactElement {
  const agents = useAgents();
  const models = useModels();
  const agentNames = new Map(agents.data?.map(({ id, name }) => [id, name]));
  const modelNames = new Map(models.data?.map(({ id, name }) => [id, name]));
  const columns = [
    'When',
    ...(withAgents ? ['Agent'] : []),
    'Outcome',
    'Model',
    'First token',
    'Total',
    'Cost',
  ];
  return (
    <div
      className="card overflow-x-auto"
      role="region"
      aria-label="Turns"
      // A keyboard must reach what a narrow screen cuts off.
      tabIndex={0}
    >
      <table className="figures w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">Turns, newest first</caption>
        <thead className="text-sm text-muted">
          <tr>
            {columns.map((label) => (
              <th
                key={label}
                scope="col"
                className="border-b border-line px-4 py-2.5 font-medium whitespace-nowrap"
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {turns.map((turn) => (
            <Row
              key={turn.requestId}
              turn={turn}
              agent={withAgents ? (agentNames.get(turn.agentId) ?? turn.agentId) : null}
              model={modelNames.get(turn.model ?? '') ?? turn.model ?? 'none'}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  turn,
  agent,
  model,
}: {
  turn: TurnSummary;
  agent: string | null;
  model: string;
}): ReactElement {
  const cell = 'border-b border-line px-4 py-2.5 whitespace-nowrap group-last:border-b-0';
  const { words, tone } = outcomes[turn.outcome];
  return (
    <tr className="group hover:bg-hover">
      <td className={cell}>
        <Link
          to="/turns/$requestId"
          params={{ requestId: turn.requestId }}
          className="font-medium underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          <When at={turn.startedAt} />
        </Link>
      </td>
      {agent !== null && <td className={cell}>{agent}</td>}
      <td className={cell}>
        <Badge tone={tone}>{words}</Badge>
        {turn.errorCode !== null && (
          <span className="ml-2 font-mono text-xs text-muted">{turn.errorCode}</span>
        )}
      </td>
      <td className={cell}>
        {model}
        {turn.fellBack && <span className="text-muted"> (fallback)</span>}
      </td>
      <td className={cell}>{firstTokenWords(turn)}</td>
      <td className={cell}>{timeWords(turn.durationMs)}</td>
      <td className={cell}>{turnCostWords(turn)}</td>
    </tr>
  );
}
