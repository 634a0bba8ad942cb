import { useState, type ReactElement } from 'react';
import type { Budget } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../../api/api-problem.ts';
import { useDeleteBudget, useSaveBudget } from '../../../api/budget.ts';
import { useObstacle } from '../../../api/rights.ts';
import { money } from '../../../model/amounts.ts';
import { readNumber } from '../../../model/read-number.ts';
import { Button } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { SwitchField } from '../../../parts/switch-field.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';

const periods = [
  { value: 'day', label: 'a day' },
  { value: 'month', label: 'a month' },
] as const;

/** Sets, changes or removes what an agent may spend. */
export function BudgetForm({
  agentId,
  projectId,
  budget,
}: {
  agentId: string;
  projectId: string;
  budget: Budget;
}): ReactElement {
  const has = budget.amountUsd !== null;
  const [amount, setAmount] = useState(has ? String(budget.amountUsd) : '');
  const [period, setPeriod] = useState(budget.period);
  const [warnAt, setWarnAt] = useState(String(budget.warnAtPercent));
  const [stops, setStops] = useState(budget.stops);
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [removing, setRemoving] = useState(false);
  const save = useSaveBudget(agentId);
  const remove = useDeleteBudget(agentId);
  const obstacle = useObstacle('editor', projectId);
  return (
    <form
      noValidate
      className="space-y-4 border-t border-line pt-6"
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = new Map<string, string>();
        const amountUsd = readNumber(
          amount,
          { min: 0.01, max: 1_000_000, whole: false },
          'amountUsd',
          wrong,
        );
        const warnAtPercent = readNumber(
          warnAt,
          { min: 1, max: 100, whole: true },
          'warnAtPercent',
          wrong,
        );
        // Unlike others, this one can't be left empty.
        if (amountUsd === null) wrong.set('amountUsd', 'Give a number from 0.01 to 1,000,000.');
        setErrors(wrong);
        if (wrong.size > 0 || amountUsd === null) return;
        const body = { amountUsd, period, warnAtPercent: warnAtPercent ?? 80, stops };
        save.mutate(body, {
          onSuccess: () =>
            notify(
              'The budget is saved',
              `${money(amountUsd)} ${period === 'day' ? 'a day' : 'a month'}.`,
            ),
          onError: (error) => setErrors(toProblem(error).fields),
        });
      }}
    >
      <h2 className="text-lg font-semibold">{has ? 'Change the budget' : 'Set a budget'}</h2>
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          label="Amount in US dollars"
          inputMode="decimal"
          className="w-44"
          value={amount}
          onValue={setAmount}
          maxLength={12}
          error={errors.get('amountUsd')}
        />
        <div className="w-36">
          <SelectField label="For" value={period} onValue={setPeriod} choices={periods} />
        </div>
        <TextField
          label="Warn at (per cent)"
          inputMode="numeric"
          className="w-36"
          value={warnAt}
          onValue={setWarnAt}
          maxLength={3}
          error={errors.get('warnAtPercent')}
        />
      </div>
      <SwitchField
        label="Refuse turns once it is spent"
        hint="Callers then hear an error until the day or month is over, by UTC. Turns under way go on, and for about three seconds new ones too."
        checked={stops}
        onChange={setStops}
        obstacle={obstacle}
      />
      {save.error && <ProblemNotice error={save.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          disabled={obstacle !== null}
          aria-describedby="budget-obstacle"
        >
          Save the budget
        </Button>
        {has && (
          <Button
            kind="danger"
            disabled={obstacle !== null}
            aria-describedby="budget-obstacle"
            onClick={() => setRemoving(true)}
          >
            Remove it
          </Button>
        )}
      </div>
      <p id="budget-obstacle" className="text-sm text-muted">
        {obstacle ??
          'You are warned here, in the audit trail and by alerts; an agent that is stopped is red on the board. What has been spent already counts.'}
      </p>
      <ConfirmDialog
        open={removing}
        title="Remove the budget?"
        onCancel={() => setRemoving(false)}
        choices={[
          {
            label: 'Remove the budget',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  setAmount('');
                  setStops(false);
                  notify('The budget is removed');
                },
                onError: notifyProblem,
                onSettled: () => setRemoving(false),
              }),
          },
        ]}
      >
        <p>Nobody is warned any more, and turns that it stopped are carried again.</p>
      </ConfirmDialog>
    </form>
  );
}
