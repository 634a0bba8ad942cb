import { Link } from '@tanstack/react-router';
import { Menu, Search } from 'lucide-react';
import { lazy, useRef, useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { loadAhead } from '../parts/load-ahead.ts';
import { OnceWanted } from '../parts/once-wanted.tsx';
import { Brand } from './brand.tsx';
import { loadPalette } from './load-palette.ts';
import { SideContent } from './side-content.tsx';

const load = () => import('./drawer.tsx');
const Drawer = lazy(async () => ({ default: (await load()).Drawer }));

/** On a phone it stands in place of what is beside the page elsewhere. */
export function TopBar({ me, onFind }: { me: Me; onFind: () => void }): ReactElement {
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-surface px-2 lg:hidden">
      <button
        ref={trigger}
        type="button"
        aria-label="Menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        onPointerEnter={() => loadAhead(load)}
        onFocus={() => loadAhead(load)}
        className="rounded-md p-2.5 hover:bg-hover"
      >
        <Menu aria-hidden size={18} />
      </button>
      <OnceWanted wanted={open}>
        <Drawer open={open} onOpenChange={setOpen} trigger={trigger}>
          <SideContent
            me={me}
            onGo={() => setOpen(false)}
            onFind={() => {
              setOpen(false);
              onFind();
            }}
          />
        </Drawer>
      </OnceWanted>
      <Link to="/" className="rounded-md px-1 py-1">
        <Brand />
      </Link>
      <button
        type="button"
        aria-label="Find"
        onClick={onFind}
        onPointerEnter={() => loadAhead(loadPalette)}
        onFocus={() => loadAhead(loadPalette)}
        className="ml-auto rounded-md p-2.5 hover:bg-hover"
      >
        <Search aria-hidden size={18} />
      </button>
    </header>
  );
}
