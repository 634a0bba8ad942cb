import type { CSSProperties, ReactElement } from 'react';
import { classNames } from '../../parts/class-names.ts';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';
import { headHeight, rowHeight, type BoardLayout } from './lay-out-board.ts';

/** What the drawing needs of a row: an agent, or a bundle of them. */
export interface BoardLine {
  readonly key: string;
  readonly modelId: string | null;
  readonly lamp: LampKind;
  /** How the cable is drawn: one fault among many agents doesn't paint them all. */
  readonly cable: LampKind;
  /** How many agents run through it. */
  readonly weight: number;
  /** Shown beside it while it is touched. */
  readonly note: readonly string[];
}

export interface Touched {
  readonly key?: string;
  readonly modelId?: string;
}

interface BoardCablesProps {
  readonly lines: readonly BoardLine[];
  readonly layout: BoardLayout;
  readonly touched: Touched;
}

const strokes: Record<LampKind, string> = {
  green: 'stroke-brass-bright',
  amber: 'stroke-brass-bright',
  red: 'stroke-bad [stroke-dasharray:5_4]',
  hollow: 'stroke-edge/60',
};

/** The drawing between agents and models; decoration only, the table beside it says the same. */
export function BoardCables({ lines, layout, touched }: BoardCablesProps): ReactElement {
  const any = touched.key !== undefined || touched.modelId !== undefined;
  const drawn = layout.cables.flatMap((cable) => {
    const line = lines[cable.index];
    return line ? [{ ...cable, line, lit: isTouched(line, touched) }] : [];
  });
  return (
    <div
      aria-hidden
      className="relative hidden bg-ground lg:block"
      style={{ minHeight: layout.height }}
    >
      <div
        className="absolute inset-x-0 top-0 border-b border-line"
        style={{ height: headHeight }}
      />
      <svg
        className="absolute inset-x-0 top-0 w-full overflow-visible"
        viewBox={`0 0 100 ${layout.height}`}
        preserveAspectRatio="none"
        style={{ height: layout.height }}
      >
        {drawn
          // The lit one is drawn last, above the others.
          .toSorted((a, b) => Number(a.lit) - Number(b.lit))
          .map(({ line, from, to, lit }) => (
            <Cable
              key={line.key}
              kind={line.cable}
              width={1 + Math.min(7, Math.sqrt(line.weight))}
              path={hanging(from, to)}
              lit={lit}
              faint={any && !lit}
            />
          ))}
      </svg>
      {lines.map((line, index) => {
        const y = headHeight + index * rowHeight + rowHeight / 2;
        return (
          <div key={line.key}>
            <Jack y={y} plugged={line.modelId !== null} side="left" />
            <span
              className="absolute left-5 flex -translate-y-1/2 rounded-full bg-ground p-[3px]"
              style={{ top: y }}
            >
              <Lamp kind={line.lamp} />
            </span>
          </div>
        );
      })}
      {layout.cards.map((card) => {
        const cable = layout.cables.find(({ modelId }) => modelId === card.modelId);
        return cable && <Jack key={card.modelId} y={cable.to} plugged side="right" />;
      })}
      {drawn
        .filter(({ line }) => touched.key === line.key && line.note.length > 0)
        .map(({ line, from }) => (
          <p
            key={line.key}
            className="figures absolute left-11 z-20 -translate-y-1/2 rounded-md bg-raised px-2 py-1 text-xs whitespace-nowrap shadow-float"
            style={{ top: from }}
          >
            {line.note.map((words) => (
              <span key={words} className="block">
                {words}
              </span>
            ))}
          </p>
        ))}
    </div>
  );
}

export function isTouched(line: Pick<BoardLine, 'key' | 'modelId'>, touched: Touched): boolean {
  return (
    touched.key === line.key || (touched.modelId !== undefined && touched.modelId === line.modelId)
  );
}

interface CableProps {
  readonly kind: LampKind;
  readonly width: number;
  readonly path: string;
  readonly lit: boolean;
  readonly faint: boolean;
}

function Cable({ kind, width, path, lit, faint }: CableProps): ReactElement {
  const style = {
    d: `path("${path}")`,
    transition: 'd 320ms ease-in-out, opacity 120ms',
    // `d` is a CSS property too (SVG 2), so a cable that is moved is seen moving; React's types lack it.
  } as CSSProperties;
  return (
    <g fill="none" className={classNames('transition-opacity', faint && 'opacity-25')}>
      {lit && (
        <path
          d={path}
          style={style}
          vectorEffect="non-scaling-stroke"
          strokeWidth={width + 6}
          className="stroke-ground"
        />
      )}
      <path
        d={path}
        style={style}
        vectorEffect="non-scaling-stroke"
        strokeWidth={lit ? width + 1.5 : width}
        strokeLinecap="round"
        className={lit && kind !== 'red' ? 'stroke-brass' : strokes[kind]}
      />
    </g>
  );
}

function Jack({
  y,
  plugged,
  side,
}: {
  y: number;
  plugged: boolean;
  side: 'left' | 'right';
}): ReactElement {
  return (
    <span
      className={classNames(
        'absolute size-3 -translate-y-1/2 rounded-full border-2',
        side === 'left' ? '-left-1.5' : '-right-1.5 z-10',
        plugged ? 'border-surface bg-brass-bright ring-1 ring-brass' : 'border-edge bg-surface',
      )}
      style={{ top: y }}
    />
  );
}

/** A cable has weight: it leaves level, hangs a little, and arrives level. */
function hanging(from: number, to: number): string {
  const sag = Math.min(14, 4 + Math.abs(to - from) / 12);
  return `M0 ${from} C 48 ${from + sag} 52 ${to + sag} 100 ${to}`;
}
