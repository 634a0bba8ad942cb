import { Suspense, useState, type ReactElement, type ReactNode } from 'react';

/**
 * Its children from when they are wanted first, and from then on, so that they may close by themselves: what is
 * loaded for them is loaded no earlier.
 */
export function OnceWanted({
  wanted,
  children,
}: {
  wanted: boolean;
  children: ReactNode;
}): ReactElement | null {
  const [was, setWas] = useState(wanted);
  if (wanted && !was) setWas(true);
  return was ? <Suspense>{children}</Suspense> : null;
}
