import { useState, type ReactElement } from 'react';
import { ApiProblem } from '../../api/api-problem.ts';
import { useSignIn } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { TextField } from '../../parts/text-field.tsx';

export function PasswordForm({ name: known = '' }: { name?: string }): ReactElement {
  const signIn = useSignIn();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const refused = signIn.error instanceof ApiProblem && signIn.error.status === 401;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        const given = name.trim();
        signIn.mutate({ ...(given === '' ? {} : { name: given }), password });
      }}
    >
      <TextField
        label="Name or e-mail address"
        name="username"
        autoComplete="username"
        placeholder="admin"
        value={name}
        onValue={setName}
      />
      <SecretField
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
        error={refused ? signIn.error?.message : null}
      />
      {signIn.error && !refused && <ProblemNotice error={signIn.error} />}
      <Button type="submit" kind="primary" className="w-full" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
