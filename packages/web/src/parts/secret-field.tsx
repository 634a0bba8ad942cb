import { useState, type ComponentProps, type ReactElement } from 'react';
import { TextField } from './text-field.tsx';

/** A field for a password or credential: hidden until asked, and never offered to be remembered. */
export function SecretField(
  props: Omit<ComponentProps<typeof TextField>, 'type' | 'end'>,
): ReactElement {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      autoComplete="off"
      spellCheck={false}
      mono={shown}
      {...props}
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
