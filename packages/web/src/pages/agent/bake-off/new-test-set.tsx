import { useState, type ReactElement } from 'react';
import { toProblem } from '../../../api/api-problem.ts';
import { useCreateTestSet } from '../../../api/test-sets.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { TextField } from '../../../parts/text-field.tsx';

/** Makes a test set, which is then filled. */
export function NewTestSet({
  agentId,
  onMade,
}: {
  agentId: string;
  onMade: (id: string) => void;
}): ReactElement {
  const [name, setName] = useState('');
  const create = useCreateTestSet(agentId);
  const problem = create.error ? toProblem(create.error) : null;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(name, { onSuccess: ({ id }) => onMade(id) });
      }}
    >
      <TextField
        label="Name"
        required
        placeholder="Calls about opening hours"
        maxLength={100}
        value={name}
        onValue={setName}
        error={problem?.fields.get('name')}
      />
      {problem !== null && !problem.isAllSaidAt(['name']) && <ProblemNotice error={create.error} />}
      <Button type="submit" kind="primary" busy={create.isPending}>
        Make it
      </Button>
    </form>
  );
}
