import { useState, type ComponentProps, type ReactElement } from 'react';
import { useOwnValue } from './own-value.ts';
import { TextField } from './text-field.tsx';

/**
 * A field for a password or credential: hidden until asked, never offered to be remembered, and never
 * written into the page's markup.
 */
export function SecretField({
  value,
  ...props
}: Omit<ComponentProps<typeof TextField>, 'type' | 'end' | 'ref' | 'value'> & {
  readonly value: string;
}): ReactElement {
  const [shown, setShown] = useState(false);
  const input = useOwnValue<HTMLInputElement>(value);
  return (
    <TextField
      autoComplete="off"
      spellCheck={false}
      mono={shown}
      {...props}
      ref={input}
      value={undefined}
      type={shown ? 'text' : 'password'}
      end={
        <button
          type="button"
          aria-pressed={shown}
          aria-label={`Show ${typeof props.label === 'string' ? props.label.toLowerCase() : 'it'}`}
          onClick={() => setShown(!shown)}
          className="h-7 rounded px-2 text-sm font-medium text-muted hover:bg-hover hover:text-ink"
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      }
    />
  );
}
