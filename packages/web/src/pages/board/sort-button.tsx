import { ArrowDown } from 'lucide-react';
import type { ReactElement } from 'react';

interface SortButtonProps {
  readonly label: string;
  readonly active: boolean;
  readonly onPress: () => void;
}

/** A column's name; pressing it orders the board by it. */
export function SortButton({ label, active, onPress }: SortButtonProps): ReactElement {
  return (
    <button
      type="button"
      onClick={onPress}
      className="inline-flex h-8 items-center gap-1 rounded px-2 text-sm font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink"
    >
      {label}
      <ArrowDown aria-hidden size={12} className={active ? '' : 'opacity-0'} />
    </button>
  );
}
