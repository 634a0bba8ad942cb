import { Field } from '@base-ui/react/field';
import { useId, type ComponentProps, type ReactElement, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface TextFieldProps extends Omit<
  ComponentProps<'input'>,
  'onChange' | 'value' | 'className' | 'style' | 'defaultValue'
> {
  readonly label: ReactNode;
  /** `undefined` leaves it to the field itself. */
  readonly value: string | undefined;
  readonly onValue: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly mono?: boolean;
  readonly className?: string;
  /** Stands inside the field, at its end. */
  readonly end?: ReactNode;
}

/** One labelled line of text, with its hint, and what is wrong with it. */
export function TextField({
  label,
  value,
  onValue,
  hint,
  error,
  mono,
  className,
  end,
  ...rest
}: TextFieldProps): ReactElement {
  return (
    <Field.Root invalid={Boolean(error)} className={classNames('flex flex-col gap-1.5', className)}>
      <Field.Label className="text-sm font-medium text-ink">{label}</Field.Label>
      <div className="relative">
        <Field.Control
          {...rest}
          {...(value === undefined ? {} : { value })}
          onValueChange={onValue}
          className={classNames('control', mono && 'font-mono text-sm', end != null && 'pr-20')}
        />
        {end != null && <div className="absolute inset-y-0 right-1 flex items-center">{end}</div>}
      </div>
      {hint != null && <Field.Description className="text-sm text-muted">{hint}</Field.Description>}
      {error && (
        <Field.Error match className="text-sm font-medium text-bad-ink">
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}

interface TextAreaFieldProps extends Omit<
  ComponentProps<'textarea'>,
  'onChange' | 'value' | 'className' | 'style'
> {
  readonly label: ReactNode;
  /** `undefined` leaves it to the field itself. */
  readonly value: string | undefined;
  readonly onValue: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
}

/** Like {@link TextField}, for several lines. */
export function TextAreaField({
  label,
  value,
  onValue,
  hint,
  error,
  rows = 6,
  ...rest
}: TextAreaFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-hint`}
        className="control resize-y"
      />
      <div id={`${id}-hint`} className="text-sm text-muted">
        {error ? <span className="font-medium text-bad-ink">{error}</span> : hint}
      </div>
    </div>
  );
}
