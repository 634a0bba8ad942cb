import type { ReactElement } from 'react';
import type { Budget } from '@jackfield/control-plane/rest-types';
import { money } from '../../../model/amounts.ts';
import { classNames } from '../../../parts/class-names.ts';

const fills: Record<Budget['state'], string> = {
  none: 'bg-good',
  within: 'bg-good',
  warning: 'bg-warn',
  reached: 'bg-bad',
};

/** How much of a budget is spent, with a mark where it warns; whoever can't see it hears the per cent. */
export function SpentBar({
  budget: { amountUsd, spentUsd, warnAtPercent, state },
}: {
  budget: Budget & { readonly amountUsd: number };
}): ReactElement {
  const percent = Math.floor((spentUsd / amountUsd) * 100);
  const shown = Math.min(100, percent);
  return (
    <div className="pb-5">
      <div
        role="meter"
        aria-label="Spent"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={shown}
        aria-valuetext={`${percent} %, ${money(spentUsd)} of ${money(amountUsd)}`}
        className="relative h-4 rounded-full border border-line bg-sunken"
      >
        <div
          className={classNames('h-full rounded-full', fills[state])}
          style={{ width: `${shown}%` }}
        />
        <div
          aria-hidden
          className="absolute -top-1 -bottom-1 w-0.5 bg-ink"
          style={{ left: `${warnAtPercent}%` }}
        />
        <span
          aria-hidden
          className={classNames(
            'figures absolute top-full mt-1.5 text-xs whitespace-nowrap text-muted',
            warnAtPercent > 50 ? '-translate-x-full' : '',
          )}
          style={{ left: `${warnAtPercent}%` }}
        >
          Warns at {warnAtPercent} %
        </span>
      </div>
    </div>
  );
}
