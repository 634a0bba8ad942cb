import { useMemo, useState, type ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { duration } from '../../model/amounts.ts';
import { BoardCables, type BoardLine, type Touched } from './board-cables.tsx';
import { toBundles, type BoardBundle } from './board-bundles.ts';
import { BoardModels } from './board-models.tsx';
import type { BoardRow } from './board-rows.ts';
import type { BoardSearch } from './board-search.ts';
import { BoardTable } from './board-table.tsx';
import { BundleTable } from './bundle-table.tsx';
import { layOutBoard } from './lay-out-board.ts';

interface BoardProps {
  /** One page of them, in order. */
  readonly rows: readonly BoardRow[];
  /** Every row found, for the counts. */
  readonly all: readonly BoardRow[];
  /** One thick cable a model instead of one an agent. */
  readonly bundled: boolean;
  readonly search: BoardSearch;
  readonly onChange: (change: BoardSearch) => void;
}

/** Agents left, models right, one cable each. The table alone tells all; the cables are for the eye. */
export function Board({ rows, all, bundled, search, onChange }: BoardProps): ReactElement {
  const [touched, setTouched] = useState<Touched>({});
  const bundles = useMemo(() => (bundled ? toBundles(all) : []), [bundled, all]);
  const lines = useMemo(
    () => (bundled ? bundles.map(toBundleLine) : rows.map(toLine)),
    [bundled, bundles, rows],
  );
  const layout = useMemo(() => layOutBoard(lines.map((line) => line.modelId)), [lines]);
  const models = useMemo(
    () =>
      new Map(all.flatMap(({ model }): [string, Model][] => (model ? [[model.id, model]] : []))),
    [all],
  );
  const agentsOn = useMemo(() => Map.groupBy(all, (row) => row.agent.model), [all]);
  const touch = (key: string | null): void => setTouched(key === null ? {} : { key });
  const touchedLine = lines.find((line) => line.key === touched.key);
  return (
    <div className="card overflow-hidden lg:grid lg:grid-cols-[minmax(0,46rem)_minmax(8rem,1fr)_clamp(15rem,21vw,21rem)] xl:grid-cols-[minmax(0,46rem)_minmax(13rem,1fr)_clamp(15rem,21vw,21rem)]">
      {bundled ? (
        <BundleTable bundles={bundles} touched={touched} onTouch={touch} onChange={onChange} />
      ) : (
        <BoardTable
          rows={rows}
          search={search}
          onChange={onChange}
          touched={touched}
          onTouch={touch}
        />
      )}
      <BoardCables lines={lines} layout={layout} touched={touched} />
      <BoardModels
        models={models}
        agentsOn={(modelId) => agentsOn.get(modelId)?.length ?? 0}
        layout={layout}
        touchedModel={touched.modelId ?? touchedLine?.modelId ?? null}
        onTouch={(modelId) => setTouched(modelId === null ? {} : { modelId })}
        sorted={(search.sort ?? 'model') === 'model'}
        onSort={() => onChange({ sort: undefined })}
        onChoose={(model) => onChange({ model: search.model === model ? undefined : model })}
      />
    </div>
  );
}

function toLine({ agent, lamp, usage }: BoardRow): BoardLine {
  const p50 = usage?.firstTokenP50Ms ?? null;
  const p95 = usage?.firstTokenP95Ms ?? null;
  const measured =
    p50 === null
      ? 'no turn measured yet'
      : `p50 ${duration(p50)}${p95 === null ? '' : ` · p95 ${duration(p95)}`}`;
  return {
    key: agent.id,
    modelId: agent.model,
    lamp: lamp.kind,
    cable: lamp.kind,
    weight: 1,
    note: [measured, `revision ${agent.revision}`],
  };
}

function toBundleLine({ modelId, lamp, lamps, rows }: BoardBundle): BoardLine {
  return {
    key: modelId ?? '',
    modelId,
    lamp,
    cable: lamps.red === rows.length ? 'red' : lamps.hollow === rows.length ? 'hollow' : 'green',
    weight: rows.length,
    note: [],
  };
}
