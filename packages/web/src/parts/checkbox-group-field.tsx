import { useId, type ReactElement, type ReactNode } from 'react';

interface CheckboxGroupFieldProps<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly onValues: (values: Value[]) => void;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint: ReactNode;
  }[];
  readonly error?: string | undefined;
}

/** Any of a few, each with what it means. */
export function CheckboxGroupField<Value extends string>({
  label,
  values,
  onValues,
  choices,
  error,
}: CheckboxGroupFieldProps<Value>): ReactElement {
  const id = useId();
  return (
    <fieldset aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="grid gap-2">
        {choices.map(({ value, label: name, hint }) => (
          <div
            key={value}
            className="flex items-start gap-2.5 rounded-md border border-line p-2.5 has-checked:border-brass has-checked:bg-brass-soft hover:bg-hover"
          >
            <input
              id={`${id}-${value}`}
              type="checkbox"
              className="mt-0.5 size-4 shrink-0 accent-plug"
              checked={values.includes(value)}
              aria-describedby={`${id}-${value}-hint`}
              onChange={({ target }) =>
                onValues(
                  choices
                    .map((choice) => choice.value)
                    .filter((each) => (each === value ? target.checked : values.includes(each))),
                )
              }
            />
            <div className="min-w-0">
              <label htmlFor={`${id}-${value}`} className="block text-sm font-medium">
                {name}
              </label>
              <p id={`${id}-${value}-hint`} className="text-xs text-muted">
                {hint}
              </p>
            </div>
          </div>
        ))}
      </div>
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1.5 text-sm font-medium text-bad-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}
