import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { duration } from '../../model/amounts.ts';
import { classNames } from '../../parts/class-names.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { isTouched, type Touched } from './board-cables.tsx';
import type { BoardRow } from './board-rows.ts';
import type { BoardSearch, BoardSort } from './board-search.ts';
import { headHeight, rowHeight } from './lay-out-board.ts';
import { SortButton } from './sort-button.tsx';

interface BoardTableProps {
  readonly rows: readonly BoardRow[];
  readonly search: BoardSearch;
  readonly onChange: (change: BoardSearch) => void;
  readonly touched: Touched;
  readonly onTouch: (agentId: string | null) => void;
}

/** The board as a plain table: complete without the cables, for phones and screen readers. */
export function BoardTable({
  rows,
  search,
  onChange,
  touched,
  onTouch,
}: BoardTableProps): ReactElement {
  const sort = search.sort ?? 'model';
  const head = (by: BoardSort, label: string, className: string): ReactElement => (
    <th
      scope="col"
      aria-sort={sort === by ? 'ascending' : 'none'}
      className={classNames('border-b border-line p-0 font-medium', className)}
    >
      <SortButton
        label={label}
        active={sort === by}
        onPress={() => onChange({ sort: by === 'model' ? undefined : by })}
      />
    </th>
  );
  return (
    <table className="w-full table-fixed self-start border-separate border-spacing-0 text-left">
      <caption className="sr-only">Agents, the models they use and how each line is doing</caption>
      <thead>
        <tr style={{ height: headHeight }}>
          {head('name', 'Agent', 'pl-2')}
          {head('state', 'State', 'w-[42%] sm:w-[28%] lg:w-40 xl:w-44')}
          {head(
            'first-token',
            'First token',
            'hidden w-28 text-right sm:table-cell lg:hidden lg:w-32 lg:pr-4 xl:table-cell',
          )}
          {head('model', 'Model', 'hidden w-[26%] sm:table-cell lg:hidden')}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.agent.id}
            row={row}
            lit={isTouched({ key: row.agent.id, modelId: row.agent.model }, touched)}
            onTouch={onTouch}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  row,
  lit,
  onTouch,
}: {
  row: BoardRow;
  lit: boolean;
  onTouch: (agentId: string | null) => void;
}): ReactElement {
  const { agent, lamp, usage } = row;
  const cell = 'border-b border-line group-last:border-b-0 px-2';
  return (
    <tr
      style={{ height: rowHeight }}
      className={classNames('group', lit && 'bg-hover')}
      onMouseEnter={() => onTouch(agent.id)}
      onMouseLeave={() => onTouch(null)}
      onFocus={() => onTouch(agent.id)}
      onBlur={() => onTouch(null)}
    >
      <th scope="row" className={classNames(cell, 'relative truncate pl-4 font-normal')}>
        <Link
          to="/agents/$agentId"
          params={{ agentId: agent.id }}
          className="block truncate font-medium after:absolute after:inset-0 hover:underline"
        >
          {agent.name}
        </Link>
        {/* Where no column has room for the model, the name's second line says it. */}
        <span className="block truncate text-xs text-muted sm:hidden">{modelName(row)}</span>
        <span className="hidden truncate font-mono text-xs text-muted sm:block">{agent.slug}</span>
        <span className="sr-only hidden lg:block">on {modelName(row)}</span>
      </th>
      <td className={cell}>
        <State lamp={lamp} />
      </td>
      <td
        className={classNames(
          cell,
          'hidden text-right text-sm sm:table-cell lg:hidden lg:pr-6 xl:table-cell',
        )}
      >
        <FirstToken p50={usage?.firstTokenP50Ms ?? null} />
      </td>
      <td className={classNames(cell, 'hidden truncate text-sm sm:table-cell lg:hidden')}>
        {modelName(row)}
      </td>
    </tr>
  );
}

function State({ lamp }: { lamp: BoardRow['lamp'] }): ReactElement {
  return (
    <span className="flex items-center gap-2 text-sm">
      {/* Where the cables are drawn, the lamp is on the cable. */}
      <span className="lg:hidden">
        <Lamp kind={lamp.kind} />
      </span>
      <span className="line-clamp-2 leading-4 text-muted">{lamp.words}</span>
    </span>
  );
}

function FirstToken({ p50 }: { p50: number | null }): ReactNode {
  if (p50 === null)
    return (
      <span className="text-muted" aria-label="not measured yet">
        –
      </span>
    );
  return <span>{duration(p50)}</span>;
}

function modelName({ model, agent }: BoardRow): string {
  return model?.name ?? agent.model ?? 'No model';
}
