import { ChevronsUpDown } from 'lucide-react';
import { lazy, useId, useRef, useState, type ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { loadAhead } from '../parts/load-ahead.ts';
import { OnceWanted } from '../parts/once-wanted.tsx';

/** Which item is to have the focus when the menu opens: by keyboard one has. */
export type MenuEntry = 'first' | 'last' | null;

const load = () => import('./user-menu-popup.tsx');
const UserMenuPopup = lazy(async () => ({ default: (await load()).UserMenuPopup }));

/**
 * Who one is, and the menu behind it: one's account, and who else there is. The menu is loaded when the pointer
 * or the keyboard comes near; the button stays the same one, so that focus stays where it is meanwhile.
 */
export function UserMenu({ me, onGo }: { me: Me; onGo?: () => void }): ReactElement {
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const entry = useRef<MenuEntry>(null);
  const id = useId();
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
        onPointerEnter={() => loadAhead(load)}
        onFocus={() => loadAhead(load)}
        onClick={(event) => {
          // No pointer: Enter or Space.
          entry.current = event.detail === 0 ? 'first' : null;
          setOpen(!open);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          entry.current = event.key === 'ArrowDown' ? 'first' : 'last';
          setOpen(true);
        }}
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{me.name}</span>
          <span className="block truncate text-xs text-muted">{me.role}</span>
        </span>
        <ChevronsUpDown aria-hidden size={14} className="text-muted" />
        <span className="sr-only">Your menu</span>
      </button>
      <OnceWanted wanted={open}>
        <UserMenuPopup
          id={id}
          open={open}
          onOpenChange={setOpen}
          trigger={trigger}
          takeEntry={() => {
            const taken = entry.current;
            entry.current = null;
            return taken;
          }}
          {...(onGo ? { onGo } : {})}
        />
      </OnceWanted>
    </>
  );
}
