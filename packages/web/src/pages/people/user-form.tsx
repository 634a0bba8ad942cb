import { useState, type ReactElement } from 'react';
import type { PasswordLink, User } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useChangeUser, useDeleteUser, useResetLink } from '../../api/users.ts';
import { roleChoices } from '../../model/role-words.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { RadioField } from '../../parts/radio-field.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { SwitchField } from '../../parts/switch-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';

/** Changes somebody's role or name, lets them in no more, or helps them with a lost password. */
export function UserForm({ user, onDone }: { user: User; onDone: () => void }): ReactElement {
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email ?? '');
  const [role, setRole] = useState(user.role);
  const [letIn, setLetIn] = useState(user.state !== 'disabled');
  const change = useChangeUser(user.id);
  const fields = change.error ? toProblem(change.error).fields : new Map<string, string>();
  return (
    <div className="space-y-6">
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { name, email: email.trim() === '' ? null : email.trim(), role, disabled: !letIn },
            {
              onSuccess: () => {
                notify(`${name} is saved`, 'It counts from their next request on.');
                onDone();
              },
            },
          );
        }}
      >
        <TextField
          label="Name"
          required
          value={name}
          onValue={setName}
          error={fields.get('name')}
        />
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          onValue={setEmail}
          error={fields.get('email')}
        />
        <RadioField label="Role" value={role} onValue={setRole} choices={roleChoices} />
        <SwitchField
          label="Let in"
          hint="Switched off, every session ends and no API token of theirs works."
          checked={letIn}
          onChange={setLetIn}
        />
        {change.error && !toProblem(change.error).isAllSaidAt(['name', 'email']) && (
          <ProblemNotice error={change.error} />
        )}
        <Button type="submit" kind="primary" busy={change.isPending}>
          Save
        </Button>
      </form>
      <ResetLink user={user} />
      <DeleteUser user={user} onDone={onDone} />
    </div>
  );
}

function ResetLink({ user }: { user: User }): ReactElement {
  const [link, setLink] = useState<PasswordLink | null>(null);
  const [wasShown, setWasShown] = useState(false);
  const make = useResetLink(user.id);
  if (link) {
    return (
      <ShownOnce
        label="One-time link"
        title={`Send this link to ${user.name}`}
        lead="It works once. An earlier one has ended, and this is not shown again."
        text={link.link}
        what="one-time link"
        onDone={() => {
          setLink(null);
          setWasShown(true);
        }}
      />
    );
  }
  const isInvited = user.state === 'invited';
  return (
    <section aria-label="One-time link" className="border-t border-line pt-5">
      <h2 className="font-medium">{isInvited ? 'A new invitation link' : 'Lost password'}</h2>
      <p className="mt-0.5 mb-3 text-sm text-muted">
        {isInvited
          ? 'They have not come yet. A new link ends the one you sent.'
          : 'With a one-time link they set a new password; the one they have works until then.'}
      </p>
      <Button
        autoFocus={wasShown}
        busy={make.isPending}
        onClick={() => make.mutate(undefined, { onSuccess: setLink, onError: notifyProblem })}
      >
        Make a one-time link
      </Button>
    </section>
  );
}

function DeleteUser({ user, onDone }: { user: User; onDone: () => void }): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteUser(user.id);
  return (
    <section aria-label="Delete" className="border-t border-line pt-5">
      <Button kind="danger" onClick={() => setAsking(true)}>
        Delete {user.name}
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Delete ${user.name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  notify(`${user.name} is deleted`);
                  onDone();
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Their sessions and API tokens stop working at once. What they did stays in the audit.</p>
      </ConfirmDialog>
    </section>
  );
}
