import { useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useChangeMe } from '../../api/account.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toasts.tsx';
import { AccountSection } from './account-section.tsx';

export function OwnName({ me }: { me: Me }): ReactElement {
  const [name, setName] = useState(me.name);
  const change = useChangeMe();
  const problem = change.error ? toProblem(change.error) : null;
  const places =
    me.role === 'admin' ? 'every project' : me.projects.map((each) => each.name).join(', ');
  return (
    <AccountSection
      title="You"
      lead={`${me.email ?? 'No e-mail address'} · ${me.role} · ${places || 'in no project yet'}. You sign in with your name, and the audit calls you so.`}
    >
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ name }, { onSuccess: (saved) => notify(`You are ${saved.name} now`) });
        }}
      >
        <TextField
          label="Name"
          required
          className="min-w-48 flex-1"
          value={name}
          onValue={setName}
          error={problem?.fields.get('name') ?? problem?.message}
        />
        <Button type="submit" disabled={name === me.name} busy={change.isPending}>
          Save name
        </Button>
      </form>
    </AccountSection>
  );
}
