import { Navigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useSession } from '../../api/session.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { classNames } from '../../parts/class-names.ts';
import { Notice } from '../../parts/notice.tsx';
import { PasswordForm } from './password-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

export function SignInPage(): ReactElement {
  const { to, refused: refusal } = useSearch({ from: '/sign-in' });
  const session = useSession();
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
  const ways = session.data ?? { passwordSignIn: true, singleSignOn: null };
  return (
    <SignInFrame title="Sign in">
      <div className="mt-5 space-y-4">
        {refusal !== undefined && (
          <Notice tone="bad" title="You were not signed in">
            {refusals.get(refusal) ?? refusals.get('sso_failed')}
          </Notice>
        )}
        {ways.singleSignOn !== null && (
          <a
            href={`/api/v1/single-sign-on?to=${encodeURIComponent(safePath(to))}`}
            className={classNames(
              buttonLook(ways.passwordSignIn ? 'secondary' : 'primary'),
              'w-full',
            )}
          >
            Sign in at {ways.singleSignOn}
          </a>
        )}
        {ways.passwordSignIn && <PasswordForm />}
      </div>
    </SignInFrame>
  );
}

const refusals: ReadonlyMap<string, string> = new Map([
  [
    'sso_failed',
    'The single sign-on did not come to an end: it took too long, was cancelled, or failed. Try again.',
  ],
  [
    'sso_not_invited',
    'Your account there is fine, but nobody has invited it here. Ask an admin to invite your e-mail address.',
  ],
  [
    'sso_email_unverified',
    'Your provider doesn’t vouch for your e-mail address. Verify it there, or ask an admin for an invitation link.',
  ],
  ['sso_disabled', 'Your account here is disabled. Ask an admin.'],
]);

/** Only a path of this page: an address elsewhere in `?to=` must not lead anyone away. */
function safePath(to: string | undefined): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/';
}
