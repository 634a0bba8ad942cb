import { Switch } from '@base-ui/react/switch';
import { useId, type ReactElement, type ReactNode } from 'react';

interface SwitchFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Why it can't be turned on; what is on can always be turned off. */
  readonly unavailable?: string | null;
  /** Why whoever is here can't move it either way. */
  readonly obstacle?: string | null;
  readonly error?: string | undefined;
}

export function SwitchField({
  label,
  hint,
  checked,
  onChange,
  unavailable = null,
  obstacle = null,
  error,
}: SwitchFieldProps): ReactElement {
  const blocked = obstacle !== null || (unavailable !== null && !checked);
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        checked={checked}
        onCheckedChange={onChange}
        readOnly={blocked}
        aria-disabled={blocked || undefined}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-hint`}
        className="mt-0.5 flex h-5 w-9 shrink-0 rounded-full border border-edge bg-sunken p-0.5 transition-colors data-checked:border-brass data-checked:bg-plug aria-disabled:opacity-50"
      >
        <Switch.Thumb className="size-3.5 rounded-full bg-edge transition-transform data-checked:translate-x-4 data-checked:bg-on-plug" />
      </Switch.Root>
      <div>
        <div id={`${id}-label`} className="text-sm font-medium">
          {label}
        </div>
        <div id={`${id}-hint`} className="text-sm text-muted">
          {hint}
          {obstacle !== null && <span className="block">{obstacle}</span>}
          {unavailable !== null && (
            <span className="block font-medium text-warn-ink">{unavailable}</span>
          )}
          {error !== undefined && <span className="block font-medium text-bad-ink">{error}</span>}
        </div>
      </div>
    </div>
  );
}
