import type { ReactElement, ReactNode } from 'react';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';

/** One part of the installation, with how it is doing. */
export function Section({
  title,
  lamp,
  wide = false,
  children,
}: {
  title: string;
  lamp: LampKind;
  wide?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <section aria-label={title} className={wide ? 'card p-5 md:col-span-3' : 'card p-5'}>
      <h2 className="mb-3 flex items-center gap-2 font-semibold">
        <Lamp kind={lamp} />
        {title}
      </h2>
      {children}
    </section>
  );
}
