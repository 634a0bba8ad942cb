import { Navigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { ApiProblem } from '../../api/api-problem.ts';
import { useSession, useSignIn } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

export function SignInPage(): ReactElement {
  const { to } = useSearch({ from: '/sign-in' });
  const session = useSession();
  const signIn = useSignIn();
  const [password, setPassword] = useState('');
  if (session.isPending)
    return (
      <p role="status" className="sr-only">
        Loading
      </p>
    );
  if (session.data?.signedIn) return <Navigate to={safePath(to)} replace />;
  if (session.data?.firstAdmin) {
    return (
      <SignInFrame title="Welcome to Jackfield">
        <div className="mt-2 space-y-3 text-muted">
          <p>Nobody has set a password yet.</p>
          <p>
            Open the one-time link that{' '}
            <code className="font-mono text-sm text-ink">npm start</code> printed in the terminal.
            It looks like this:
          </p>
          <p className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all text-ink">
            {location.origin}/first-admin#token=…
          </p>
          <p>
            Has it gone? Stop Jackfield and start it again: it prints a new link until a password is
            set.
          </p>
        </div>
        <Button
          className="mt-5 w-full"
          onClick={() => void session.refetch()}
          busy={session.isFetching}
        >
          I have set a password
        </Button>
      </SignInFrame>
    );
  }
  const refused = signIn.error instanceof ApiProblem && signIn.error.status === 401;
  return (
    <SignInFrame title="Sign in">
      <form
        className="mt-5 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate({ password });
        }}
      >
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
    </SignInFrame>
  );
}

/** Only a path of this page: an address elsewhere in `?to=` must not lead anyone away. */
function safePath(to: string | undefined): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/';
}
