import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Lamp } from './lamp.tsx';

const tones = {
  warn: { box: 'border-warn/40 bg-warn-soft text-warn-ink', lamp: 'amber' },
  bad: { box: 'border-bad/40 bg-bad-soft text-bad-ink', lamp: 'red' },
  good: { box: 'border-good/40 bg-good-soft text-good-ink', lamp: 'green' },
} as const;

/** Something to know before going on. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: keyof typeof tones;
  title: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className={classNames('flex items-start gap-3 rounded-lg border p-3', tones[tone].box)}>
      <span className="mt-1">
        <Lamp kind={tones[tone].lamp} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children != null && <div className="mt-0.5 text-sm">{children}</div>}
      </div>
    </div>
  );
}
