import type { BakeOffResultRow, Database } from './tables.ts';

/** A result without its texts. */
export type MeasuredRow = Pick<
  BakeOffResultRow,
  'position' | 'model' | 'outcome' | 'firstTokenMs' | 'durationMs' | 'cost' | 'judgeCost' | 'passed'
>;

export const bakeOffResultTable = {
  async measured(db: Database, bakeOffId: string): Promise<MeasuredRow[]> {
    return db
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
      .orderBy('position')
      .orderBy('model')
      .execute();
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

  /** Answers that are not the same, to the letter, as the baseline's to the same case. */
  async differing(
    db: Database,
    bakeOffId: string,
    baseline: string,
  ): Promise<Pick<BakeOffResultRow, 'position' | 'model'>[]> {
    return db
      .selectFrom('bakeOffResults as result')
      .innerJoin('bakeOffResults as base', (join) =>
        join
          .onRef('base.bakeOffId', '=', 'result.bakeOffId')
          .onRef('base.position', '=', 'result.position')
          .on('base.model', '=', baseline),
      )
      .select(['result.position', 'result.model'])
      .where('result.bakeOffId', '=', bakeOffId)
      .where('result.outcome', '=', 'answered')
      .where('base.outcome', '=', 'answered')
      .where((is) =>
        is.or([
          is('result.answer', '<>', is.ref('base.answer')),
          is('result.toolCalls', '<>', is.ref('base.toolCalls')),
        ]),
      )
      .execute();
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
