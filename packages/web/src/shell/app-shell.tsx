import { Dialog } from '@base-ui/react/dialog';
import { Link, Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { Menu, Search, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { useSession } from '../api/session.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { SessionEnded } from './session-ended.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { UserMenu } from './user-menu.tsx';

/** Loaded behind the page, whose first view doesn't need it. */
const CommandPalette = lazy(async () => ({
  default: (await import('./command-palette.tsx')).CommandPalette,
}));

/** The frame of every page that needs a session; without one it leads to sign-in and back, or has it given again. */
export function AppShell(): ReactElement {
  const session = useSession();
  if (session.isPending)
    return (
      <p role="status" className="sr-only">
        Loading
      </p>
    );
  if (!session.data) {
    return (
      <main className="mx-auto max-w-lg px-4 py-24">
        <h1 className="sr-only">Jackfield</h1>
        <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  const state = session.data;
  const shown = state.signedIn ? state.session : state.ended;
  if (shown === null) return <ToSignIn />;
  const { user } = shown;
  return (
    <>
      <Frame key={user.id} me={user} />
      {!state.signedIn && (
        <SessionEnded state={state} onSignedInElsewhere={() => void session.refetch()} />
      )}
    </>
  );
}

/** Leads to sign-in once; while that happens the location is already sign-in's own. */
function ToSignIn(): null {
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    const { href } = router.latestLocation;
    void navigate({ to: '/sign-in', search: href === '/' ? {} : { to: href }, replace: true });
  }, [navigate, router]);
  return null;
}

function Frame({ me }: { me: Me }): ReactElement {
  const [finding, setFinding] = useState(false);
  useFindShortcut(() => setFinding(true));
  return (
    <div className="min-h-dvh lg:pl-56">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-plug px-4 py-2 font-medium text-on-plug focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside className="fixed inset-y-0 left-0 hidden w-56 flex-col border-r border-line bg-surface p-3 lg:flex">
        <SideContent me={me} onFind={() => setFinding(true)} />
      </aside>
      <TopBar me={me} onFind={() => setFinding(true)} />
      <main id="content" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
      <Suspense>
        <CommandPalette open={finding} onOpenChange={setFinding} />
      </Suspense>
    </div>
  );
}

function SideContent({
  me,
  onFind,
  onGo,
}: {
  me: Me;
  onFind: () => void;
  onGo?: () => void;
}): ReactElement {
  return (
    <>
      <Link to="/" className="rounded-md px-2 py-1.5" {...(onGo ? { onClick: onGo } : {})}>
        <Brand />
      </Link>
      <button
        type="button"
        onClick={onFind}
        className="mt-4 mb-3 flex h-9 items-center gap-2 rounded-md border border-line bg-ground px-3 text-muted hover:border-edge hover:text-ink"
      >
        <Search aria-hidden size={14} />
        <span className="flex-1 text-left">Find</span>
        <kbd className="font-mono text-xs">{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <Navigation {...(onGo ? { onGo } : {})} />
      <div className="mt-auto space-y-3 px-1 pt-4">
        <ThemeToggle />
        <UserMenu me={me} {...(onGo ? { onGo } : {})} />
      </div>
    </>
  );
}

function TopBar({ me, onFind }: { me: Me; onFind: () => void }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-surface px-2 lg:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger aria-label="Menu" className="rounded-md p-2.5 hover:bg-hover">
          <Menu aria-hidden size={18} />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 bg-[rgb(20_16_8/0.35)]" />
          <Dialog.Popup
            aria-label="Menu"
            className="fixed inset-y-0 left-0 flex w-64 flex-col bg-surface p-3 shadow-float outline-none"
          >
            <Dialog.Close
              aria-label="Close the menu"
              className="absolute top-3 right-3 rounded-md p-2 text-muted hover:bg-hover"
            >
              <X aria-hidden size={16} />
            </Dialog.Close>
            <SideContent
              me={me}
              onGo={() => setOpen(false)}
              onFind={() => {
                setOpen(false);
                onFind();
              }}
            />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Link to="/" className="rounded-md px-1 py-1">
        <Brand />
      </Link>
      <button
        type="button"
        aria-label="Find"
        onClick={onFind}
        className="ml-auto rounded-md p-2.5 hover:bg-hover"
      >
        <Search aria-hidden size={18} />
      </button>
    </header>
  );
}

function useFindShortcut(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      open();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
