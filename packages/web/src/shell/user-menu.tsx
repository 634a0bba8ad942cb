import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import { Bell, ChevronsUpDown, FolderTree, LogOut, UserRound, UsersRound } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Me } from '@jackfield/control-plane/rest-types';
import { useSignOut } from '../api/session.ts';
import { notifyProblem } from '../parts/toasts.tsx';

export const ownPlaces = [
  { to: '/account', label: 'Account', Icon: UserRound },
  { to: '/people', label: 'People', Icon: UsersRound },
  { to: '/projects', label: 'Projects', Icon: FolderTree },
  { to: '/alerts', label: 'Alerts', Icon: Bell },
] as const;

const item =
  'flex h-9 cursor-default items-center gap-3 rounded-md px-3 font-medium outline-none data-highlighted:bg-brass-soft';

/** Who one is, one's account, and who else there is. */
export function UserMenu({ me, onGo }: { me: Me; onGo?: () => void }): ReactElement {
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu.Root>
      <Menu.Trigger className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{me.name}</span>
          <span className="block truncate text-xs text-muted">{me.role}</span>
        </span>
        <ChevronsUpDown aria-hidden size={14} className="text-muted" />
        <span className="sr-only">Your menu</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={6} className="z-30">
          <Menu.Popup
            aria-label="Your menu"
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
