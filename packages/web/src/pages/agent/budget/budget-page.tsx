import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Budget } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../../api/agents.ts';
import { useBudget } from '../../../api/budget.ts';
import { useModels } from '../../../api/models.ts';
import { money } from '../../../model/amounts.ts';
import { Notice } from '../../../parts/notice.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { utcMoment, When } from '../../../parts/when.tsx';
import { AgentSection } from '../agent-section.tsx';
import { BudgetForm } from './budget-form.tsx';
import { SpentBar } from './spent-bar.tsx';

/** Agent Settings → Budget: what the agent may spend, what it has spent, and what came of it. */
export function BudgetPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const budget = useBudget(agentId);
  const agent = useAgent(agentId);
  return (
    <AgentSection title="Budget">
      <div className="max-w-3xl space-y-6">
        {budget.error && (
          <ProblemNotice error={budget.error} onRetry={() => void budget.refetch()} />
        )}
        {budget.data && agent.data ? (
          <>
            <Spent budget={budget.data} />
            <Uncounted budget={budget.data} />
            <BudgetForm
              key={agentId}
              agentId={agentId}
              projectId={agent.data.projectId}
              budget={budget.data}
            />
          </>
        ) : (
          !budget.error && <SkeletonRows count={3} what="the budget" />
        )}
      </div>
    </AgentSection>
  );
}

function Spent({ budget }: { budget: Budget }): ReactElement {
  const { amountUsd, spentUsd, period, to, state, stops, warnedAt, reachedAt, stoppedUntil } =
    budget;
  const when = period === 'day' ? 'today' : 'this month';
  if (amountUsd === null) {
    return (
      <p>
        This agent has no budget. Its turns have cost{' '}
        <strong className="figures">{money(spentUsd)}</strong> {when}.
      </p>
    );
  }
  return (
    <section aria-labelledby="spent-title" className="space-y-3">
      <h2 id="spent-title" className="text-lg font-semibold">
        <span className="figures">
          {money(spentUsd)} of {money(amountUsd)}
        </span>{' '}
        spent {when}
      </h2>
      <SpentBar budget={{ ...budget, amountUsd }} />
      <p className="text-sm text-muted">
        {period === 'day' ? 'The next day begins' : 'The next month begins'} {utcMoment(to)}. A turn
        counts from half a second after its end.
      </p>
      {stoppedUntil !== null ? (
        <Notice tone="bad" title={`Turns are refused until ${utcMoment(stoppedUntil)}`}>
          Callers get 429 <code className="font-mono">budget_exceeded</code>. To have turns carried
          again before, raise the amount or turn the stop off.
        </Notice>
      ) : state === 'reached' ? (
        <Notice tone="warn" title={`The budget of ${when} is spent`}>
          {stops
            ? 'Turns are refused in a moment.'
            : 'Turns go on, since the stop is off. Turn it on to have them refused.'}
        </Notice>
      ) : (
        state === 'warning' && (
          <Notice tone="warn" title={`The budget of ${when} is nearly spent`}>
            {stops ? 'Once it is spent, turns are refused.' : 'Turns go on once it is spent.'}
          </Notice>
        )
      )}
      {(warnedAt !== null || reachedAt !== null) && (
        <ul className="text-sm text-muted">
          {warnedAt !== null && warnedAt !== reachedAt && (
            <li>
              Warned <When at={warnedAt} />
            </li>
          )}
          {reachedAt !== null && (
            <li>
              Spent {stops && 'and stopped '}
              <When at={reachedAt} />
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** What is missing in the sum, where something is. */
function Uncounted({
  budget: { amountUsd, unpricedModels, unpricedTurns, unpricedAttempts, period },
}: {
  budget: Budget;
}): ReactElement | null {
  const models = useModels();
  const brokenOff = unpricedAttempts - unpricedTurns;
  const alsoBilled =
    brokenOff <= 0 ? null : (
      <p className="text-sm text-muted">
        {brokenOff === 1 ? 'One attempt' : `${brokenOff} attempts`} that{' '}
        {brokenOff === 1 ? 'was' : 'were'} stopped or broke off may be billed too: vendors tell
        nobody how much.
      </p>
    );
  if (unpricedModels.length === 0 && unpricedTurns === 0) return alsoBilled;
  const nameOf = (id: string): string => models.data?.find((one) => one.id === id)?.name ?? id;
  // A connection is no entry of the catalogue, so nobody can give it a price there.
  const priceable = unpricedModels.filter((id) => !id.startsWith('byom/'));
  const turns = unpricedTurns === 1 ? 'One turn' : `${unpricedTurns} turns`;
  return (
    <>
      <Notice
        tone="warn"
        title={
          amountUsd === null ? 'Not everything is counted' : 'This budget doesn’t count everything'
        }
      >
        {unpricedModels.length > 0 && (
          <p>
            There is no price for {unpricedModels.map(nameOf).join(', ')}: what turns cost there is
            not known, so they spend nothing of a budget.
            {priceable.length > 0 && (
              <>
                {' '}
                An operator can give {priceable.map(nameOf).join(', ')} a price in{' '}
                <code>catalog.yaml</code>.
              </>
            )}
          </p>
        )}
        {unpricedTurns > 0 && (
          <p>
            {turns} {period === 'day' ? 'of today' : 'of this month'} could not be priced.
          </p>
        )}
      </Notice>
      {alsoBilled}
    </>
  );
}
