import { useId, type ReactElement, type ReactNode } from 'react';

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onValue: (value: Value) => void;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
  /** The label stays for those who listen; beside a name, eyes need none. */
  readonly bare?: boolean;
}

/** One of a handful, as the system draws it: nothing works better on a phone. */
export function SelectField<Value extends string>({
  label,
  value,
  onValue,
  choices,
  hint,
  error,
  disabled = false,
  bare = false,
}: SelectFieldProps<Value>): ReactElement {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={bare ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={hint == null && error === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value);
          if (chosen) onValue(chosen.value);
        }}
        className="control disabled:text-faint"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {(hint != null || error !== undefined) && (
        <div id={`${id}-hint`} className="text-sm text-muted">
          {hint}
          {error !== undefined && <span className="block font-medium text-bad-ink">{error}</span>}
        </div>
      )}
    </div>
  );
}
