import { useState, type ReactElement } from 'react';
import type { TestCase, TestSet } from '@jackfield/control-plane/rest-types';
import { useDeleteCase, useDeleteTestSet, useTestCases } from '../../../api/test-sets.ts';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';
import { assertionWords } from './assertion-words.ts';
import { CapturedCases } from './captured-cases.tsx';
import { CaseForm } from './case-form.tsx';
import { ImportCases } from './import-cases.tsx';
import { lastSaid } from './last-said.ts';

type Way = 'typed' | 'file' | 'captured';

const ways: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'typed', label: 'Type a case' },
  { value: 'file', label: 'Import JSON Lines' },
  { value: 'captured', label: 'From captured turns' },
];

/** The cases of a test set, and the ways to put more in. */
export function TestSetPanel({
  agentId,
  testSet,
  obstacle,
  onGone,
}: {
  agentId: string;
  testSet: TestSet;
  obstacle: string | null;
  onGone: () => void;
}): ReactElement {
  const [way, setWay] = useState<Way | null>(null);
  const [edited, setEdited] = useState<TestCase | null>(null);
  const { id, cases } = testSet;
  if (edited !== null) {
    return (
      <CaseForm agentId={agentId} testSetId={id} before={edited} onDone={() => setEdited(null)} />
    );
  }
  const done = (): void => setWay(null);
  return (
    <div className="space-y-6">
      {way === null ? (
        <div className="flex flex-wrap gap-2">
          {ways.map(({ value, label }) => (
            <Button key={value} obstacle={obstacle} onClick={() => setWay(value)}>
              {label}
            </Button>
          ))}
        </div>
      ) : way === 'typed' ? (
        <CaseForm agentId={agentId} testSetId={id} before={null} onDone={done} />
      ) : way === 'file' ? (
        <ImportCases agentId={agentId} testSetId={id} onDone={done} />
      ) : (
        <CapturedCases agentId={agentId} testSetId={id} onDone={done} />
      )}
      <section aria-label="Cases" className="border-t border-line pt-5">
        <h3 className="mb-2 font-medium">
          {cases === 0 ? 'No case yet' : cases === 1 ? '1 case' : `${cases} cases`}
        </h3>
        {cases === 0 ? (
          <p className="text-muted">
            Thirty or more give a verdict to rely on; five already show what to expect.
          </p>
        ) : (
          <Cases agentId={agentId} testSetId={id} obstacle={obstacle} onEdit={setEdited} />
        )}
      </section>
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        {cases > 0 && (
          <a
            href={`/api/v1/agents/${agentId}/test-sets/${id}/export`}
            download
            className={buttonLook()}
          >
            Export as JSON Lines
          </a>
        )}
        <DeleteTestSet agentId={agentId} testSet={testSet} obstacle={obstacle} onGone={onGone} />
      </div>
    </div>
  );
}

function Cases({
  agentId,
  testSetId,
  obstacle,
  onEdit,
}: {
  agentId: string;
  testSetId: string;
  obstacle: string | null;
  onEdit: (testCase: TestCase) => void;
}): ReactElement {
  const cases = useTestCases(agentId, testSetId);
  const remove = useDeleteCase(agentId, testSetId);
  if (cases.error && !cases.data) {
    return <ProblemNotice error={cases.error} onRetry={() => void cases.refetch()} />;
  }
  if (!cases.data) return <SkeletonRows count={3} what="cases" />;
  return (
    <>
      <ol className="divide-y divide-line">
        {cases.data.pages
          .flatMap(({ items }) => items)
          .map((testCase) => (
            <li key={testCase.id} className="flex items-start gap-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="line-clamp-2 font-medium break-words">
                  {testCase.name ?? lastSaid(testCase.messages)}
                </p>
                <p className="text-sm break-words text-muted">
                  {testCase.assertions?.length
                    ? testCase.assertions.map(assertionWords).join(' · ')
                    : 'No assertions: its answers are for you to read.'}
                </p>
              </div>
              <Button
                small
                kind="quiet"
                obstacle={obstacle}
                aria-label={`Edit ${testCase.name ?? lastSaid(testCase.messages)}`}
                onClick={() => onEdit(testCase)}
              >
                Edit
              </Button>
              <Button
                small
                kind="quiet"
                obstacle={obstacle}
                aria-label={`Delete ${testCase.name ?? lastSaid(testCase.messages)}`}
                onClick={() => remove.mutate(testCase.id, { onError: notifyProblem })}
              >
                Delete
              </Button>
            </li>
          ))}
      </ol>
      {cases.hasNextPage && (
        <Button small busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function DeleteTestSet({
  agentId,
  testSet: { id, name },
  obstacle,
  onGone,
}: {
  agentId: string;
  testSet: TestSet;
  obstacle: string | null;
  onGone: () => void;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteTestSet(agentId);
  return (
    <>
      <Button kind="danger" obstacle={obstacle} onClick={() => setAsking(true)}>
        Delete test set
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Delete ${name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(id, {
                onSuccess: () => {
                  notify(`${name} is deleted`);
                  onGone();
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Its cases go with it. Bake-offs that were started keep their own copy.</p>
      </ConfirmDialog>
    </>
  );
}
