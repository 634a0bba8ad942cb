import type { Agent, Usage, Model } from '@jackfield/control-plane/rest-types';
import { nameOrder } from '../../model/name-order.ts';
import { lampState, type Circuit, type LampState } from '../../model/lamp-state.ts';
import type { BoardSearch, BoardSort } from './board-search.ts';

/** One agent's line on the board. */
export interface BoardRow {
  readonly agent: Agent;
  readonly model: Model | null;
  readonly lamp: LampState;
  /** Of the chosen model; `null` before its first turn. */
  readonly usage: Usage | null;
}

export function boardRows(
  agents: readonly Agent[],
  models: readonly Model[],
  usage: readonly Usage[],
  failing: ReadonlySet<string>,
  circuits?: ReadonlyMap<string, Circuit>,
): BoardRow[] {
  const modelsById = new Map(models.map((model) => [model.id, model]));
  const usageByAgent = Map.groupBy(usage, (row) => row.agentId);
  return agents.map((agent) => {
    const rows = usageByAgent.get(agent.id) ?? [];
    return {
      agent,
      model: agent.model === null ? null : (modelsById.get(agent.model) ?? null),
      lamp: lampState(agent, modelsById, rows, failing, circuits),
      usage: rows.find((row) => row.model === agent.model) ?? null,
    };
  });
}

/** The rows the search asks for, in its order; by model keeps the cables from crossing. */
export function findRows(rows: readonly BoardRow[], search: BoardSearch): BoardRow[] {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => {
      if (search.model !== undefined && row.agent.model !== search.model) return false;
      if (search.project !== undefined && row.agent.projectId !== search.project) return false;
      if (search.lamp === 'attention') {
        if (row.lamp.kind !== 'red' && row.lamp.kind !== 'amber') return false;
      } else if (search.lamp !== undefined && row.lamp.kind !== search.lamp) return false;
      const text = `${row.agent.name} ${row.agent.slug} ${row.model?.name ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted(orders[search.sort ?? 'model']);
}

const severity = { red: 0, amber: 1, hollow: 2, green: 3 } as const;
const byName = (a: BoardRow, b: BoardRow): number => nameOrder(a.agent.name, b.agent.name);

const orders: Record<BoardSort, (a: BoardRow, b: BoardRow) => number> = {
  name: byName,
  model: (a, b) => nameOrder(modelKey(a), modelKey(b)) || byName(a, b),
  state: (a, b) => severity[a.lamp.kind] - severity[b.lamp.kind] || byName(a, b),
  'first-token': (a, b) =>
    (b.usage?.firstTokenP50Ms ?? -1) - (a.usage?.firstTokenP50Ms ?? -1) || byName(a, b),
};

/** Agents without a model come last. */
function modelKey(row: BoardRow): string {
  return row.agent.model === null ? '￿' : (row.model?.name ?? row.agent.model);
}
