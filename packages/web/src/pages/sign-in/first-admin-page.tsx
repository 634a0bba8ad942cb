import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { toProblem } from '../../api/api-problem.ts';
import { useFirstAdmin } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

const lengthMin = 12;

export function FirstAdminPage(): ReactElement {
  const [token] = useState(tokenOfAddress);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const firstAdmin = useFirstAdmin();
  if (token === null) {
    return (
      <SignInFrame title="This link is not whole">
        <p className="mt-2 text-muted">
          The one-time link ends in <code className="font-mono text-sm">#token=…</code>. Copy all of
          it from the terminal where Jackfield was started.
        </p>
        <p className="mt-4">
          <Link to="/sign-in" className="text-brass-strong underline underline-offset-2">
            Sign in with a password instead
          </Link>
        </p>
      </SignInFrame>
    );
  }
  const short = password.length < lengthMin;
  const fieldError = firstAdmin.error
    ? toProblem(firstAdmin.error).fields.get('password')
    : undefined;
  return (
    <SignInFrame title="Set your password">
      <p className="mt-1 text-muted">
        You are this installation’s first admin. The link works once.
      </p>
      <form
        className="mt-5 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!short)
            firstAdmin.mutate(
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
          hint={`At least ${lengthMin} characters. Length is what protects it; no other rules.`}
          error={
            fieldError ??
            (tried && short
              ? `Use at least ${lengthMin} characters; this has ${password.length}.`
              : null)
          }
        />
        {firstAdmin.error && !fieldError && <ProblemNotice error={firstAdmin.error} />}
        <Button type="submit" kind="primary" className="w-full" busy={firstAdmin.isPending}>
          Set password and sign in
        </Button>
      </form>
    </SignInFrame>
  );
}

/** It stands after the `#`, so no server and no log ever sees it. */
function tokenOfAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('token');
}
