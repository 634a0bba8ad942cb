import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { isApple } from '../parts/is-apple.ts';
import { loadAhead } from '../parts/load-ahead.ts';
import { Brand } from './brand.tsx';
import { loadPalette } from './load-palette.ts';
import { Navigation } from './navigation.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { UserMenu } from './user-menu.tsx';

/** What stands beside every page, or on a phone in a drawer. */
export function SideContent({
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
        onPointerEnter={() => loadAhead(loadPalette)}
        onFocus={() => loadAhead(loadPalette)}
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
