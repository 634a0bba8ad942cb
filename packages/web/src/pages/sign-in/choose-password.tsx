import { useState, type ReactElement, type ReactNode } from 'react';
import type { UseMutationResult } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Session } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

export const passwordLengthMin = 12;

/** Refusals of a link that may have been used: whoever did has a password. */
const mayHavePassword = new Set(['admin_exists', 'password_link_wrong']);

/** Sets a password with the token that a one-time link ends in, and goes on to the board. */
export function ChoosePassword({
  token,
  set,
  children,
}: {
  token: string;
  set: UseMutationResult<Session, Error, { token: string; password: string }>;
  children: ReactNode;
}): ReactElement {
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const short = password.length < passwordLengthMin;
  const fieldError = set.error ? toProblem(set.error).fields.get('password') : undefined;
  return (
    <SignInFrame title="Set your password">
      <p className="mt-1 text-muted">{children}</p>
      <form
        className="mt-5 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!short)
            set.mutate(
              { token, password },
              { onSuccess: () => void navigate({ to: '/', replace: true }) },
            );
        }}
      >
        <SecretField
          label="Password"
          name="password"
          autoComplete="new-password"
          value={password}
          onValue={setPassword}
          hint={`At least ${passwordLengthMin} characters. Length is what protects it; no other rules.`}
          error={
            fieldError ??
            (tried && short
              ? `Use at least ${passwordLengthMin} characters; this has ${password.length}.`
              : null)
          }
        />
        {set.error && !fieldError && (
          <ProblemNotice error={set.error}>
            {mayHavePassword.has(toProblem(set.error).code) && (
              <Link to="/sign-in" className={buttonLook('secondary', true)}>
                Sign in
              </Link>
            )}
          </ProblemNotice>
        )}
        <Button type="submit" kind="primary" className="w-full" busy={set.isPending}>
          Set password and sign in
        </Button>
      </form>
    </SignInFrame>
  );
}

/** It stands after the `#`, so no server and no log ever sees it. */
export function tokenOfAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('token');
}
