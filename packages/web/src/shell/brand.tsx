import type { ReactElement } from 'react';

/** The mark: one cable between two jacks, the far one plugged. */
export function Brand(): ReactElement {
  return (
    <span className="inline-flex items-center gap-2.5 text-lg font-semibold tracking-tight">
      <svg aria-hidden viewBox="0 0 24 24" className="size-6">
        <path
          d="M6 9.2c0 8.8 12-.4 12 7"
          fill="none"
          className="stroke-brass-bright"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
        <circle cx="6" cy="6" r="3.2" fill="none" className="stroke-ink" strokeWidth="2" />
        <circle
          cx="18"
          cy="18.4"
          r="3.2"
          className="fill-brass-bright stroke-ink"
          strokeWidth="2"
        />
      </svg>
      Jackfield
    </span>
  );
}
