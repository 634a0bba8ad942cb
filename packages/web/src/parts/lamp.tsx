import type { ReactElement } from 'react';

export type LampKind = 'green' | 'amber' | 'red' | 'hollow';

/** Tells by shape as well as by colour: a disc, a triangle, a crossed square, a ring. */
export function Lamp({ kind, size = 12 }: { kind: LampKind; size?: number }): ReactElement {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 12 12" className="shrink-0">
      {kind === 'green' && <circle cx="6" cy="6" r="4.5" className="fill-good" />}
      {kind === 'amber' && <path d="M6 .8 11.6 11H.4Z" className="fill-warn" />}
      {kind === 'red' && (
        <>
          <rect x="1" y="1" width="10" height="10" rx="1.5" className="fill-bad" />
          <path d="m3.8 3.8 4.4 4.4m0-4.4-4.4 4.4" className="stroke-surface" strokeWidth="1.6" />
        </>
      )}
      {kind === 'hollow' && (
        <circle cx="6" cy="6" r="4.2" className="fill-none stroke-edge" strokeWidth="1.6" />
      )}
    </svg>
  );
}
