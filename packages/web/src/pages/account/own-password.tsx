import { useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useChangePassword } from '../../api/account.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { notify } from '../../parts/toasts.tsx';
import { passwordLengthMin } from '../sign-in/choose-password.tsx';
import { AccountSection } from './account-section.tsx';

export function OwnPassword({ me }: { me: Me }): ReactElement {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useChangePassword();
  if (!me.hasPassword) {
    return (
      <AccountSection title="Password" lead="You sign in elsewhere, so there is none here.">
        <p className="text-muted">An admin can send you a one-time link with which you set one.</p>
      </AccountSection>
    );
  }
  const fields = change.error ? toProblem(change.error).fields : new Map<string, string>();
  return (
    <AccountSection title="Password" lead="A new one ends every other session of yours.">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            { currentPassword, newPassword },
            {
              onSuccess: () => {
                setCurrent('');
                setNew('');
                notify('Your password is changed', 'Everywhere else you are signed out.');
              },
            },
          );
        }}
      >
        <SecretField
          label="Current password"
          autoComplete="current-password"
          required
          value={currentPassword}
          onValue={setCurrent}
          error={fields.get('currentPassword')}
        />
        <SecretField
          label="New password"
          autoComplete="new-password"
          required
          value={newPassword}
          onValue={setNew}
          hint={`At least ${passwordLengthMin} characters.`}
          error={fields.get('newPassword')}
        />
        {change.error && fields.size === 0 && <ProblemNotice error={change.error} />}
        <Button type="submit" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </AccountSection>
  );
}
