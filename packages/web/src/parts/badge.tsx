import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'brass';

const tones: Record<Tone, string> = {
  plain: 'bg-sunken text-muted',
  good: 'bg-good-soft text-good-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  brass: 'bg-brass-soft text-brass-strong',
};

/** A few words about a thing, beside its name. */
export function Badge({
  tone = 'plain',
  children,
}: {
  tone?: Tone;
  children: ReactNode;
}): ReactElement {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 rounded px-1.5 py-px text-xs font-medium sm:shrink-0 sm:whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
