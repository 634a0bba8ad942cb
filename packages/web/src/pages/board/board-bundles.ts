import type { Model } from '@jackfield/control-plane/rest-types';
import type { LampKind } from '../../parts/lamp.tsx';
import type { BoardRow } from './board-rows.ts';
import type { BoardSearch } from './board-search.ts';

/** Every agent on one model, drawn as one thick cable. */
export interface BoardBundle {
  /** `null` for the agents without one. */
  readonly modelId: string | null;
  readonly model: Model | null;
  readonly rows: readonly BoardRow[];
  /** The worst lamp among them. */
  readonly lamp: LampKind;
  readonly lamps: Readonly<Record<LampKind, number>>;
}

/** Above so many agents single cables are a tangle. */
const singleCablesMax = 60;

/** Whether the board shows bundles: many agents, and nobody is looking for some of them. */
export function isBundled(rows: readonly BoardRow[], search: BoardSearch): boolean {
  const looking = search.q ?? search.lamp ?? search.model ?? search.sort ?? search.every;
  return rows.length > singleCablesMax && looking === undefined;
}

/** One bundle a model, in the rows' order. */
export function toBundles(rows: readonly BoardRow[]): BoardBundle[] {
  return [...Map.groupBy(rows, (row) => row.agent.model)].map(([modelId, own]) => {
    const lamps = { red: 0, amber: 0, hollow: 0, green: 0 };
    for (const row of own) lamps[row.lamp.kind] += 1;
    const order: readonly LampKind[] = ['red', 'amber', 'green'];
    const lamp = order.find((kind) => lamps[kind] > 0) ?? 'hollow';
    return { modelId, model: own[0]?.model ?? null, rows: own, lamp, lamps };
  });
}
