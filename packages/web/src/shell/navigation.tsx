import { Link } from '@tanstack/react-router';
import {
  Activity,
  Boxes,
  Cable,
  ChartColumn,
  KeyRound,
  LayoutList,
  ListTree,
  ScrollText,
} from 'lucide-react';
import type { ReactElement } from 'react';

export const places = [
  { to: '/', label: 'Board', Icon: LayoutList },
  { to: '/models', label: 'Models', Icon: Boxes },
  { to: '/connections', label: 'Connections', Icon: Cable },
  { to: '/providers', label: 'Providers', Icon: KeyRound },
  { to: '/turns', label: 'Turns', Icon: ListTree },
  { to: '/usage', label: 'Usage', Icon: ChartColumn },
  { to: '/audit', label: 'Audit', Icon: ScrollText },
  { to: '/status', label: 'Status', Icon: Activity },
] as const;

export function Navigation({ onGo }: { onGo?: () => void }): ReactElement {
  return (
    <nav aria-label="Main">
      <ul className="space-y-0.5">
        {places.map(({ to, label, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === '/' }}
              {...(onGo ? { onClick: onGo } : {})}
              className="group flex h-9 items-center gap-3 rounded-md px-3 font-medium text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-brass-soft aria-[current=page]:text-ink"
            >
              <Icon aria-hidden size={16} className="group-aria-[current=page]:text-brass-strong" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
