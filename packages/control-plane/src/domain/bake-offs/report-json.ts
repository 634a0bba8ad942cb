import { setImmediate as afterOthers } from 'node:timers/promises';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import type { AgentRow, BakeOffRow, Database } from '../../store/tables.ts';
import type { BakeOffResult } from '../../schemas/bake-off.ts';
import { measuredBakeOff, toResults } from './to-bake-off.ts';

const casesAtOnce = 10;

/** A `BakeOffReport` piece by piece, so that no long one stands in memory whole. */
export async function* reportJson(
  db: Database,
  { id, slug, name }: AgentRow,
  row: BakeOffRow,
): AsyncGenerator<string, undefined> {
  const bakeOff = await measuredBakeOff(db, row);
  yield `{"agent":${JSON.stringify({ id, slug, name })},"bakeOff":${JSON.stringify(bakeOff)},"results":[`;
  let separator = '';
  for await (const results of allResults(db, row)) {
    yield separator + results.map((result) => JSON.stringify(result)).join(',');
    separator = ',';
  }
  yield ']}\n';
}

/** Some cases at a time, in their order; never an empty piece. */
export async function* allResults(db: Database, row: BakeOffRow): AsyncGenerator<BakeOffResult[]> {
  for (let after = 0; ;) {
    const cases = await bakeOffTable.cases(db, row.id, after, casesAtOnce);
    const last = cases.at(-1);
    if (last === undefined) return;
    yield await toResults(db, row, cases);
    // There may be thousands, and turns need the time too.
    await afterOthers();
    after = last.position;
  }
}
