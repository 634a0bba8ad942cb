import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import type { ReactElement, RefObject } from 'react';
import { useSignOut } from '../api/session.ts';
import { notifyProblem } from '../parts/toasts.tsx';
import { ownPlaces } from './own-places.ts';
import type { MenuEntry } from './user-menu.tsx';

const item =
  'flex h-9 cursor-default items-center gap-3 rounded-md px-3 font-medium outline-none data-highlighted:bg-brass-soft';

interface UserMenuPopupProps {
  readonly id: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Beside it the menu opens, and focus goes back to it. */
  readonly trigger: RefObject<HTMLButtonElement | null>;
  /** Which item is to have the focus now that the menu has opened; asked for once. */
  readonly takeEntry: () => MenuEntry;
  readonly onGo?: () => void;
}

/** The menu of {@link UserMenu} once somebody wants it. */
export function UserMenuPopup({
  id,
  open,
  onOpenChange,
  trigger,
  takeEntry,
  onGo,
}: UserMenuPopupProps): ReactElement {
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu.Root open={open} onOpenChange={onOpenChange}>
      <Menu.Portal>
        <Menu.Positioner anchor={trigger} side="top" align="start" sideOffset={6} className="z-30">
          <Menu.Popup
            id={id}
            aria-label="Your menu"
            finalFocus={trigger}
            onFocus={({ target, currentTarget }) => {
              const entry = target === currentTarget ? takeEntry() : null;
              if (entry === null) return;
              const items = currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]');
              items[entry === 'first' ? 0 : items.length - 1]?.focus();
            }}
            className="w-52 rounded-lg border border-line bg-raised p-1.5 shadow-float outline-none"
          >
            {ownPlaces.map(({ to, label, Icon }) => (
              <Menu.Item
                key={to}
                className={item}
                onClick={() => {
                  onGo?.();
                  void navigate({ to });
                }}
              >
                <Icon aria-hidden size={15} className="text-muted" /> {label}
              </Menu.Item>
            ))}
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <Menu.Item
              className={item}
              onClick={() => signOut.mutate(undefined, { onError: notifyProblem })}
            >
              <LogOut aria-hidden size={15} className="text-muted" /> Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
