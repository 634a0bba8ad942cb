import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, type ReactElement } from 'react';
import { useLeave, type SignedOut } from '../api/session.ts';
import { Button, buttonLook } from '../parts/button.tsx';
import { classNames } from '../parts/class-names.ts';
import { PasswordForm } from '../pages/sign-in/password-form.tsx';

/**
 * Stands over a page whose session has ended elsewhere, until somebody signs in: nothing of the page is
 * seen, and what was typed there is kept. Somebody else begins anew.
 */
export function SessionEnded({
  state,
  onSignedInElsewhere,
}: {
  state: SignedOut;
  onSignedInElsewhere: () => void;
}): ReactElement | null {
  const content = useRef<HTMLDivElement>(null);
  const leave = useLeave();
  if (state.ended === null) return null;
  const { name } = state.ended.user;
  return (
    <AlertDialog.Root open>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-ground" />
        <AlertDialog.Popup
          ref={content}
          initialFocus={() =>
            content.current?.querySelector<HTMLElement>('input[type=password], a') ?? true
          }
          className="card fixed top-1/2 left-1/2 z-40 max-h-[calc(100dvh-2rem)] w-[min(24rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 space-y-4 overflow-y-auto p-6 shadow-float outline-none"
        >
          <AlertDialog.Title className="text-xl font-semibold tracking-tight">
            Your session has ended
          </AlertDialog.Title>
          <AlertDialog.Description className="text-muted">
            It ran out, or was ended elsewhere. Sign in again as {name} to go on: what you typed is
            kept, and nothing of it is saved yet.
          </AlertDialog.Description>
          {state.singleSignOn !== null && (
            <div className="space-y-2">
              <a
                href="/api/v1/single-sign-on"
                target="_blank"
                rel="noreferrer"
                className={classNames(
                  buttonLook(state.passwordSignIn ? 'secondary' : 'primary'),
                  'w-full',
                )}
              >
                Sign in at {state.singleSignOn}, in a new tab
              </a>
              <Button className="w-full" onClick={onSignedInElsewhere}>
                I have signed in
              </Button>
            </div>
          )}
          {state.passwordSignIn && <PasswordForm name={name} />}
          <Button kind="quiet" className="w-full" onClick={leave}>
            Leave, drop what I typed
          </Button>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
