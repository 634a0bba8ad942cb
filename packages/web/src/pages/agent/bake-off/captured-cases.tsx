import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { useAddCases, useCapturedCases } from '../../../api/test-sets.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { notify } from '../../../parts/toasts.tsx';
import { When } from '../../../parts/when.tsx';
import { lastSaid } from './last-said.ts';

const periods = [
  { value: '1', label: 'The last day' },
  { value: '7', label: 'The last 7 days' },
  { value: '90', label: 'All that is kept' },
] as const;
const addedAtOnce = 20;

/** What callers said, where that is kept: shown before any of it is taken. */
export function CapturedCases({
  agentId,
  testSetId,
  onDone,
}: {
  agentId: string;
  testSetId: string;
  onDone: () => void;
}): ReactElement {
  const [days, setDays] = useState<(typeof periods)[number]['value']>('7');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const captured = useCapturedCases(agentId, Number(days));
  const add = useAddCases(agentId, testSetId);
  const chosen = captured.data?.filter(({ requestId }) => !left.has(requestId)) ?? [];
  const take = async (): Promise<void> => {
    // A few at a time: a request holds so much and no more.
    for (let from = 0; from < chosen.length; from += addedAtOnce) {
      const some = chosen.slice(from, from + addedAtOnce);
      await add.mutateAsync({ cases: some.map((one) => one.case) });
    }
    notify(chosen.length === 1 ? 'The case is added' : `${chosen.length} cases are added`);
    onDone();
  };
  return (
    <div className="space-y-4">
      <SelectField label="Turns of" value={days} onValue={setDays} choices={periods} />
      {captured.error && !captured.data ? (
        <ProblemNotice error={captured.error} onRetry={() => void captured.refetch()} />
      ) : !captured.data ? (
        <SkeletonRows count={3} what="captured turns" />
      ) : captured.data.length === 0 ? (
        <p className="text-muted">
          None is kept. What turns say is kept only where that is turned on:{' '}
          <Link
            to="/agents/$agentId/turns"
            params={{ agentId }}
            className="font-medium text-ink underline"
          >
            see this agent’s turns
          </Link>
          .
        </p>
      ) : (
        <ul aria-label="Captured turns" tabIndex={0} className="max-h-80 space-y-1 overflow-y-auto">
          {captured.data.map(({ requestId, startedAt, case: { messages, ideal } }) => (
            <li key={requestId}>
              <label className="flex items-start gap-2.5 rounded-md border border-line p-2.5">
                <input
                  type="checkbox"
                  className="mt-0.5 size-4 shrink-0 accent-plug"
                  checked={!left.has(requestId)}
                  onChange={({ target }) =>
                    setLeft(withOrWithout(left, requestId, !target.checked))
                  }
                />
                <span className="min-w-0">
                  <span className="line-clamp-2 font-medium break-words">{lastSaid(messages)}</span>
                  <span className="line-clamp-1 text-sm break-words text-muted">
                    {ideal ?? 'No answer was kept.'}
                  </span>
                  <span className="block text-xs text-muted">
                    <When at={startedAt} />
                    {messages.length > 1 && ` · ${messages.length} messages`}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {(captured.data?.length ?? 0) > 0 && (
        <p className="text-sm text-muted">
          They stay in the test set until you delete them, however long captured turns are kept. The
          answers of that time are taken as ideal ones.
        </p>
      )}
      {add.error && <ProblemNotice error={add.error} />}
      <div className="flex gap-2">
        <Button
          kind="primary"
          busy={add.isPending}
          disabled={chosen.length === 0}
          onClick={() => void take().catch(() => {})}
        >
          {chosen.length === 1 ? 'Add 1 case' : `Add ${chosen.length} cases`}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function withOrWithout(ids: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(ids);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
}
