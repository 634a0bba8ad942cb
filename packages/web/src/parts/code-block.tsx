import type { ReactElement } from 'react';
import { classNames } from './class-names.ts';

interface CodeBlockProps {
  readonly label: string;
  readonly text: string;
  readonly className?: string;
}

/** Bytes as they are, in mono; scrolls, by keyboard too. */
export function CodeBlock({ label, text, className }: CodeBlockProps): ReactElement {
  return (
    <pre
      // What scrolls must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      aria-label={label}
      className={classNames('overflow-auto bg-sunken font-mono -outline-offset-2', className)}
    >
      {text}
    </pre>
  );
}
