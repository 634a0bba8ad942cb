import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId, type ReactElement, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface RadioFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onValue: (value: Value) => void;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint: ReactNode;
  }[];
}

/** One of a few, each with what it means. */
export function RadioField<Value extends string>({
  label,
  value,
  onValue,
  choices,
}: RadioFieldProps<Value>): ReactElement {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <div id={id} className="text-sm font-medium">
        {label}
      </div>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={onValue}
        className={classNames(
          'grid gap-2',
          choices.length === 2 ? 'sm:grid-cols-2' : 'sm:grid-cols-3',
        )}
      >
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex items-start gap-2.5 rounded-md border border-line p-2.5 has-data-checked:border-brass has-data-checked:bg-brass-soft hover:bg-hover"
          >
            <Radio.Root
              value={choice.value}
              className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface data-checked:border-brass"
            >
              <Radio.Indicator className="size-2 rounded-full bg-brass" />
            </Radio.Root>
            <span className="min-w-0">
              <span className="block text-sm font-medium">{choice.label}</span>
              <span className="block text-xs break-words text-muted">{choice.hint}</span>
            </span>
          </label>
        ))}
      </RadioGroup>
    </div>
  );
}
