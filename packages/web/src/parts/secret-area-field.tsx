import type { ComponentProps, ReactElement } from 'react';
import { useOwnValue } from './own-value.ts';
import { TextAreaField } from './text-field.tsx';

/** A field for a credential of several lines, never written into the page's markup. */
export function SecretAreaField({
  value,
  ...props
}: Omit<ComponentProps<typeof TextAreaField>, 'value' | 'ref'> & {
  readonly value: string;
}): ReactElement {
  const field = useOwnValue<HTMLTextAreaElement>(value);
  return <TextAreaField autoComplete="off" {...props} ref={field} value={undefined} />;
}
