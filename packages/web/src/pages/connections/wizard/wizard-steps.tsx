import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import { classNames } from '../../../parts/class-names.ts';

export type WizardStep = 'endpoint' | 'auth' | 'check';

const steps: readonly { readonly step: WizardStep; readonly label: string }[] = [
  { step: 'endpoint', label: 'Endpoint' },
  { step: 'auth', label: 'Authorisation' },
  { step: 'check', label: 'Check and save' },
];

/** Where one is; a step that is done can be gone back to. */
export function WizardSteps({
  current,
  onGo,
}: {
  current: WizardStep;
  onGo: (step: WizardStep) => void;
}): ReactElement {
  const at = steps.findIndex(({ step }) => step === current);
  return (
    <nav aria-label="Steps">
      <ol className="flex items-center gap-2">
        {steps.map(({ step, label }, index) => {
          const done = index < at;
          const isCurrent = index === at;
          const number = (
            <span
              className={classNames(
                'figures flex size-6 shrink-0 items-center justify-center rounded-full border text-sm font-medium',
                isCurrent
                  ? 'border-transparent bg-plug text-on-plug'
                  : done
                    ? 'border-brass text-brass-strong'
                    : 'border-edge text-muted',
              )}
            >
              {done ? <Check aria-hidden size={13} /> : index + 1}
            </span>
          );
          const words = (
            <span
              className={classNames(
                'truncate',
                isCurrent ? 'font-medium' : 'text-muted max-sm:sr-only',
              )}
            >
              {label}
            </span>
          );
          return (
            <li
              key={step}
              aria-current={isCurrent ? 'step' : undefined}
              className={classNames('flex min-w-0 items-center gap-2', isCurrent && 'shrink-0')}
            >
              {index > 0 && <span aria-hidden className="h-px w-4 bg-edge sm:w-8" />}
              {done ? (
                <button
                  type="button"
                  onClick={() => onGo(step)}
                  className="flex min-w-0 items-center gap-2 rounded-md p-1 hover:bg-hover"
                >
                  {number}
                  {words}
                </button>
              ) : (
                <span className="flex min-w-0 items-center gap-2 p-1">
                  {number}
                  {words}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
