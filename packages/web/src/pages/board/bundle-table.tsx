import type { ReactElement } from 'react';
import { count } from '../../model/amounts.ts';
import { classNames } from '../../parts/class-names.ts';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';
import { isTouched, type Touched } from './board-cables.tsx';
import type { BoardBundle } from './board-bundles.ts';
import type { BoardSearch } from './board-search.ts';
import { headHeight, rowHeight } from './lay-out-board.ts';

interface BundleTableProps {
  readonly bundles: readonly BoardBundle[];
  readonly touched: Touched;
  readonly onTouch: (key: string | null) => void;
  readonly onChange: (change: BoardSearch) => void;
}

const words: Record<LampKind, string> = {
  red: 'with a fault',
  amber: 'with a warning',
  green: 'answering',
  hollow: 'quiet',
};

/** Many agents as one row a model; pressing one shows its agents. */
export function BundleTable({
  bundles,
  touched,
  onTouch,
  onChange,
}: BundleTableProps): ReactElement {
  const cell = 'border-b border-line group-last:border-b-0 px-2';
  return (
    <table className="w-full table-fixed self-start border-separate border-spacing-0 text-left">
      <caption className="sr-only">
        Agents by the model they use, and how their lines are doing
      </caption>
      <thead className="text-sm text-muted">
        <tr style={{ height: headHeight }}>
          <th scope="col" className="border-b border-line pl-4 font-medium">
            Agents
          </th>
          <th scope="col" className="w-[46%] border-b border-line px-2 font-medium lg:w-[52%]">
            State
          </th>
        </tr>
      </thead>
      <tbody>
        {bundles.map(({ modelId, model, rows, lamps }) => (
          <tr
            key={modelId}
            style={{ height: rowHeight }}
            className={classNames(
              'group relative',
              isTouched({ key: modelId ?? '', modelId }, touched) && 'bg-hover',
            )}
            onMouseEnter={() => onTouch(modelId ?? '')}
            onMouseLeave={() => onTouch(null)}
            onFocus={() => onTouch(modelId ?? '')}
            onBlur={() => onTouch(null)}
          >
            <th scope="row" className={classNames(cell, 'relative pl-4 font-normal')}>
              <button
                type="button"
                onClick={() =>
                  onChange(
                    modelId === null ? { lamp: 'hollow', sort: 'state' } : { model: modelId },
                  )
                }
                className="figures text-left font-medium after:absolute after:inset-0 hover:underline"
              >
                {count(rows.length)} agent{rows.length === 1 ? '' : 's'}
              </button>
              <span className="block truncate text-xs text-muted">
                {modelId === null ? 'without a model' : `on ${model?.name ?? modelId}`}
              </span>
            </th>
            <td className={cell}>
              <ul className="figures flex flex-wrap gap-x-4 text-sm text-muted">
                {(Object.keys(words) as LampKind[])
                  // The words' keys are the lamps' kinds.
                  .filter((kind) => lamps[kind] > 0)
                  .map((kind) => (
                    <li key={kind} className="flex items-center gap-1.5" title={words[kind]}>
                      <Lamp kind={kind} size={10} />
                      {count(lamps[kind])}
                      <span className="sr-only">{words[kind]}</span>
                    </li>
                  ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
