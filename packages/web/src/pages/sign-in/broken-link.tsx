import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { SignInFrame } from './sign-in-frame.tsx';

/** A one-time link that lost its end on the way. */
export function BrokenLink({ children }: { children: ReactNode }): ReactElement {
  return (
    <SignInFrame title="This link is not whole">
      <p className="mt-2 text-muted">
        The one-time link ends in <code className="font-mono text-sm">#token=…</code>. {children}
      </p>
      <p className="mt-4">
        <Link to="/sign-in" className="text-brass-strong underline underline-offset-2">
          Sign in with a password instead
        </Link>
      </p>
    </SignInFrame>
  );
}
