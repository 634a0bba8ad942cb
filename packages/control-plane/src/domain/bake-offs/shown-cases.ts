import { bakeOffResultTable } from '../../store/bake-off-result-table.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import type { BakeOffCaseRow, BakeOffRow, Database } from '../../store/tables.ts';

export type Show = 'all' | 'not_passed' | 'differing';

/** Cases behind `after`, in their order, that have what is looked for. */
export async function shownCases(
  db: Database,
  row: BakeOffRow,
  show: Show,
  after: number,
  limit: number,
): Promise<BakeOffCaseRow[]> {
  if (show === 'all') return bakeOffTable.cases(db, row.id, after, limit);
  const found =
    show === 'differing'
      ? await bakeOffResultTable.differing(db, row.id, row.baseline ?? '')
      : (await bakeOffResultTable.measured(db, row.id, row.cases))
          .filter(({ outcome, passed }) => outcome === 'failed' || passed === 0)
          .map(({ position }) => position);
  const positions = [...new Set(found)]
    .filter((position) => position > after)
    .toSorted((a, b) => a - b)
    .slice(0, limit);
  return bakeOffTable.casesAt(db, row.id, positions);
}
