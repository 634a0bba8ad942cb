import { Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { useSession } from '../api/session.ts';
import { loadAhead } from '../parts/load-ahead.ts';
import { OnceWanted } from '../parts/once-wanted.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { loadPalette } from './load-palette.ts';
import { SideContent } from './side-content.tsx';
import { TopBar } from './top-bar.tsx';

const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const loadSessionEnded = () => import('./session-ended.tsx');
const SessionEnded = lazy(async () => ({ default: (await loadSessionEnded()).SessionEnded }));

/** The first view has everything to itself; a session doesn't end so soon. */
const sessionEndedAfterMs = 10_000;

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
        <Suspense fallback={<div className="fixed inset-0 z-40 bg-ground" />}>
          <SessionEnded state={state} onSignedInElsewhere={() => void session.refetch()} />
        </Suspense>
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
  // There when it is needed, whatever has become of the server by then.
  useEffect(() => {
    const timer = setTimeout(() => loadAhead(loadSessionEnded), sessionEndedAfterMs);
    return () => clearTimeout(timer);
  }, []);
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
      <OnceWanted wanted={finding}>
        <CommandPalette open={finding} onOpenChange={setFinding} />
      </OnceWanted>
    </div>
  );
}

function useFindShortcut(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Meta' || event.key === 'Control') loadAhead(loadPalette);
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      open();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
