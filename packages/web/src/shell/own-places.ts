import { Bell, FolderTree, UserRound, UsersRound } from 'lucide-react';

/** What the menu behind one's name leads to. */
export const ownPlaces = [
  { to: '/account', label: 'Account', Icon: UserRound },
  { to: '/people', label: 'People', Icon: UsersRound },
  { to: '/projects', label: 'Projects', Icon: FolderTree },
  { to: '/alerts', label: 'Alerts', Icon: Bell },
] as const;
