import { useState, type ReactElement } from 'react';
import type { TestCase } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../../api/api-problem.ts';
import { useAddCases, useChangeCase } from '../../../api/test-sets.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { TextAreaField, TextField } from '../../../parts/text-field.tsx';
import { notify } from '../../../parts/toasts.tsx';
import { AssertionField } from './assertion-field.tsx';
import { fromCaseDraft, newAssertion, toCaseDraft } from './case-draft.ts';

/** One case: what the caller says, and what a good answer must do. */
export function CaseForm({
  agentId,
  testSetId,
  before,
  onDone,
}: {
  agentId: string;
  testSetId: string;
  /** `null` for a new one. */
  before: TestCase | null;
  onDone: () => void;
}): ReactElement {
  const [draft, setDraft] = useState(() => toCaseDraft(before));
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [nextKey, setNextKey] = useState(draft.assertions.length);
  const add = useAddCases(agentId, testSetId);
  const change = useChangeCase(agentId, testSetId);
  const error = add.error ?? change.error;
  const problem = error ? toProblem(error) : null;
  const earlier = (before?.messages.length ?? 1) - 1;
  const save = (): void => {
    const read = fromCaseDraft(draft, before);
    setErrors('errors' in read ? read.errors : new Map());
    if ('errors' in read) return;
    const { content } = read;
    const onSuccess = (): void => {
      notify('The case is saved');
      onDone();
    };
    if (before === null) add.mutate({ cases: [content] }, { onSuccess });
    else change.mutate({ id: before.id, content }, { onSuccess });
  };
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextAreaField
        label="What the caller says"
        rows={3}
        value={draft.said}
        onValue={(said) => setDraft({ ...draft, said })}
        error={errors.get('said')}
        hint={
          earlier > 0
            ? `The ${earlier === 1 ? 'message' : `${earlier} messages`} before it ${earlier === 1 ? 'stays' : 'stay'} as before.`
            : 'The agent’s instructions come before it, as in every turn.'
        }
      />
      <TextField
        label="Name"
        placeholder="Left out: what the caller says"
        maxLength={100}
        value={draft.name}
        onValue={(name) => setDraft({ ...draft, name })}
      />
      <TextAreaField
        label="An ideal answer"
        rows={2}
        value={draft.ideal}
        onValue={(ideal) => setDraft({ ...draft, ideal })}
        hint="May be left empty. It is shown beside the answers, and told to a judge."
      />
      <fieldset className="space-y-3">
        <legend className="mb-1.5 text-sm font-medium">A good answer</legend>
        {draft.assertions.map((one, index) => (
          <AssertionField
            key={one.key}
            number={index + 1}
            value={one}
            error={errors.get(`assertions[${index}]`)}
            onValue={(next) =>
              setDraft({ ...draft, assertions: draft.assertions.with(index, next) })
            }
            onRemove={() =>
              setDraft({ ...draft, assertions: draft.assertions.toSpliced(index, 1) })
            }
          />
        ))}
        <Button
          small
          onClick={() => {
            setDraft({ ...draft, assertions: [...draft.assertions, newAssertion(nextKey)] });
            setNextKey(nextKey + 1);
          }}
        >
          Add an assertion
        </Button>
      </fieldset>
      {problem !== null && <ProblemNotice error={error} />}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={add.isPending || change.isPending}>
          Save case
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
