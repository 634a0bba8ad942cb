import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { usePageTitle } from '../../parts/page.tsx';
import { Brand } from '../../shell/brand.tsx';

/** The quiet page before the shell: one card, and the panel the product is named after behind it. */
export function SignInFrame({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}): ReactElement {
  usePageTitle(title);
  const main = useRef<HTMLElement>(null);
  // The page has one field and nothing to read before it.
  useEffect(() => main.current?.querySelector('input')?.focus(), []);
  return (
    <div className="relative grid min-h-dvh place-items-center overflow-hidden px-4 py-12">
      <Panel />
      <main ref={main} className="relative w-full max-w-sm">
        <div className="card p-6 shadow-float">
          <div className="mb-5">
            <Brand />
          </div>
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

const rows = [0, 1, 2, 3, 4, 5, 6, 7];
const plugs = [3, 0, 5, 1, 6, 2, 7, 4];

function Panel(): ReactElement {
  return (
    <svg
      aria-hidden
      viewBox="0 0 1200 640"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full opacity-60"
    >
      {rows.map((row) => {
        const from = 76 + row * 70;
        const to = 76 + (plugs[row] ?? row) * 70;
        return (
          <g key={row} fill="none">
            <path
              d={`M120 ${from}C480 ${from + 40} 720 ${to + 40} 1080 ${to}`}
              className={row % 3 === 0 ? 'stroke-brass-bright' : 'stroke-line'}
              strokeWidth="2"
            />
            <circle cx="112" cy={from} r="7" className="stroke-edge" strokeWidth="2" />
            <circle cx="1088" cy={to} r="7" className="stroke-edge" strokeWidth="2" />
          </g>
        );
      })}
    </svg>
  );
}
