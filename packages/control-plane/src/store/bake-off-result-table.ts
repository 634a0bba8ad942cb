import { setImmediate as afterOthers } from 'node:timers/promises';
import type { BakeOffResultRow, Database } from './tables.ts';

/** A result without its texts. */
export type MeasuredRow = Pick<
  BakeOffResultRow,
  'position' | 'model' | 'outcome' | 'firstTokenMs' | 'durationMs' | 'cost' | 'judgeCost' | 'passed'
>;

/** Cases in one query: some milliseconds, which turns wait for. */
const casesAtOnce = 200;

export const bakeOffResultTable = {
  /** By position, read in pieces between which others have their turn. */
  async measured(db: Database, bakeOffId: string, cases: number): Promise<MeasuredRow[]> {
    const rows: MeasuredRow[] = [];
    for (let after = 0; after < cases; after += casesAtOnce) {
      const some = await db
        .selectFrom('bakeOffResults')
        .select([
          'position',
          'model',
          'outcome',
          'firstTokenMs',
          'durationMs',
          'cost',
          'judgeCost',
          'passed',
        ])
        .where('bakeOffId', '=', bakeOffId)
        .where('position', '>', after)
        .where('position', '<=', after + casesAtOnce)
        .orderBy('position')
        .orderBy('model')
        .execute();
      rows.push(...some);
      await afterOthers();
    }
    return rows;
  },

  async ofCases(
    db: Database,
    bakeOffId: string,
    positions: readonly number[],
  ): Promise<BakeOffResultRow[]> {
    if (positions.length === 0) return [];
    return db
      .selectFrom('bakeOffResults')
      .selectAll()
      .where('bakeOffId', '=', bakeOffId)
      .where('position', 'in', positions)
      .execute();
  },

  /** Cases to which some model's answer is not the same, to the letter, as the baseline's. */
  async differing(db: Database, bakeOffId: string, baseline: string): Promise<number[]> {
    const rows = await differing(db, bakeOffId, baseline)
      .select('result.position')
      .distinct()
      .execute();
    return rows.map(({ position }) => position);
  },

  /** How many such answers each model gave. */
  async differingOf(
    db: Database,
    bakeOffId: string,
    baseline: string,
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await differing(db, bakeOffId, baseline)
      .select(({ fn }) => ['result.model', fn.countAll().as('count')])
      .groupBy('result.model')
      .execute();
    return new Map(rows.map(({ model, count }) => [model, Number(count)]));
  },

  /** How many there are of each bake-off of an agent. */
  async counts(db: Database, agentId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await db
      .selectFrom('bakeOffResults')
      .innerJoin('bakeOffs', 'bakeOffs.id', 'bakeOffResults.bakeOffId')
      .select(({ fn }) => ['bakeOffResults.bakeOffId as id', fn.countAll().as('count')])
      .where('bakeOffs.agentId', '=', agentId)
      .groupBy('bakeOffResults.bakeOffId')
      .execute();
    return new Map(rows.map(({ id, count }) => [id, Number(count)]));
  },

  /** One that is there already stays as it is. */
  async insert(db: Database, row: BakeOffResultRow): Promise<void> {
    await db
      .insertInto('bakeOffResults')
      .values(row)
      .onConflict((conflict) => conflict.columns(['bakeOffId', 'position', 'model']).doNothing())
      .execute();
  },
};

function differing(db: Database, bakeOffId: string, baseline: string) {
  return db
    .selectFrom('bakeOffResults as result')
    .innerJoin('bakeOffResults as base', (join) =>
      join
        .onRef('base.bakeOffId', '=', 'result.bakeOffId')
        .onRef('base.position', '=', 'result.position')
        .on('base.model', '=', baseline),
    )
    .where('result.bakeOffId', '=', bakeOffId)
    .where('result.outcome', '=', 'answered')
    .where('base.outcome', '=', 'answered')
    .where((is) =>
      is.or([
        is('result.answer', '<>', is.ref('base.answer')),
        is('result.toolCalls', '<>', is.ref('base.toolCalls')),
      ]),
    );
}
