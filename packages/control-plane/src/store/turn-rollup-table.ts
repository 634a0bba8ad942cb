import { setImmediate as afterOthers } from 'node:timers/promises';
import { CompiledQuery, sql, type ExpressionBuilder } from 'kysely';
import { insertRows } from './insert-rows.ts';
import { once } from './once.ts';
import type { Database, Grain, Tables, TurnCounts, TurnRollupRow } from './tables.ts';

export const turnCountNames = [
  'turns',
  'failed',
  'abandoned',
  'fellBack',
  'attemptsFailed',
  'retries',
  'fallbacks',
  'hedgesWon',
  'hedgesLost',
  'holdPhrases',
  'promptTokens',
  'cachedTokens',
  'completionTokens',
  'reasoningTokens',
  'cost',
  'unpriced',
  'unpricedAttempts',
] as const satisfies readonly (keyof TurnCounts)[];

const keyColumns = ['grain', 'startsAt', 'agentId', 'model', 'projectId'] as const;

/**
 * The agent of rows that count all agents together. What asks for no agent reads these alone, which are as few
 * with a thousand agents as with one.
 */
export const everyAgent = '';

type FirstTokens = Pick<TurnRollupRow, 'agentId' | 'model' | 'projectId' | 'firstTokens'>;

/** Asked for in one statement. */
const agentsMax = 50;

/** Columns that a sum can be by. */
export type RollupColumn = 'agentId' | 'model' | 'projectId' | 'startsAt';

export interface RollupRange {
  /** `month`: exactly one. What is read is its days where it isn't added up, or no longer. */
  readonly grain: TurnRollupRow['grain'];
  /** From here on, up to and without `to`: milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** `null`: those of every project. */
  readonly projectIds: readonly string[] | null;
  readonly agentId: string | undefined;
  readonly model: string | undefined;
}

/** The rows of one group, added up. */
export interface RollupSum extends TurnCounts {
  readonly agentId?: string;
  readonly model?: string;
  readonly projectId?: string;
  readonly startsAt?: number;
  /** The histograms of its rows, one behind the other: `latencyCounts` adds them up. */
  readonly firstTokens: string;
  readonly lastTurn: string;
}

export const turnRollupTable = {
  /** How long first tokens have taken so far, at one time, for these agents. */
  async firstTokens(
    db: Database,
    grain: Grain,
    startsAt: number,
    agentIds: readonly string[],
  ): Promise<FirstTokens[]> {
    const rows: FirstTokens[] = [];
    for (let done = 0; done < agentIds.length; done += agentsMax) {
      const some = agentIds.slice(done, done + agentsMax);
      // One text for all numbers of agents: the last stands for those that are missing.
      while (some.length > 1 && some.length < agentsMax) some.push(some.at(-1) ?? '');
      const { sql: text } = once(db, `first tokens of ${some.length}`, () =>
        db
          .selectFrom('turnRollups')
          .select(['agentId', 'model', 'projectId', 'firstTokens'])
          .where('grain', '=', grain)
          .where('startsAt', '=', startsAt)
          .where('agentId', 'in', some)
          .compile(),
      );
      const values = [grain, startsAt, ...some];
      const found = await db.executeQuery<FirstTokens>(CompiledQuery.raw(text, values));
      rows.push(...found.rows);
      await afterOthers();
    }
    return rows;
  },

  /** Adds their counts to those with the same key; first tokens take the place of what was there. */
  async add(db: Database, rows: readonly TurnRollupRow[]): Promise<void> {
    await insertRows(db, 'turnRollups', rows, (insert) =>
      insert.onConflict((conflict) =>
        conflict.columns(keyColumns).doUpdateSet((row) => ({
          ...Object.fromEntries(
            turnCountNames.map((name) => [
              name,
              sql`${row.ref(`turnRollups.${name}`)} + ${row.ref(`excluded.${name}`)}`,
            ]),
          ),
          firstTokens: row.ref('excluded.firstTokens'),
          lastTurn: sql`case when ${row.ref('excluded.lastTurn')} > ${row.ref('turnRollups.lastTurn')}
            then ${row.ref('excluded.lastTurn')} else ${row.ref('turnRollups.lastTurn')} end`,
        })),
      ),
    );
  },

  async sums(db: Database, range: RollupRange, by: readonly RollupColumn[]): Promise<RollupSum[]> {
    const { grain, from, to, projectIds, agentId, model } = range;
    if (projectIds?.length === 0) return [];
    let query = db
      .selectFrom('turnRollups')
      .select((row) => [...by, ...turnCountNames.map((name) => total(row, name))])
      // Both databases know it by this name: SQLite since 3.44.
      .select([
        sql<string>`string_agg(first_tokens, '')`.as('firstTokens'),
        sql<string>`max(last_turn)`.as('lastTurn'),
      ])
      .where('grain', '=', grain === 'month' ? monthOrDays(db, from) : grain)
      .where('startsAt', '>=', from)
      .where('startsAt', '<', to);
    if (projectIds !== null) query = query.where('projectId', 'in', projectIds);
    const isOfAll = agentId === undefined && !by.includes('agentId');
    query = query.where('agentId', isOfAll ? '=' : '<>', everyAgent);
    if (agentId !== undefined) query = query.where('agentId', '=', agentId);
    if (model !== undefined) query = query.where('model', '=', model);
    if (by.length > 0) return query.groupBy(by).execute();
    // Without groups the sum of nothing is a row all the same, whose sums are null.
    return query.having((row) => row.fn.countAll(), '>', 0).execute();
  },

  /** What each of these agents' turns cost that began in the days from `from` to `to`; none where nothing did. */
  async costs(
    db: Database,
    agentIds: readonly string[],
    from: number,
    to: number,
  ): Promise<{ readonly agentId: string; readonly cost: number }[]> {
    return db
      .selectFrom('turnRollups')
      .select((row) => ['agentId', total(row, 'cost')])
      .where('agentId', 'in', agentIds)
      .where('grain', '=', 'day')
      .where('startsAt', '>=', from)
      .where('startsAt', '<', to)
      .groupBy('agentId')
      .execute();
  },

  /** The months from `from` to `to` that are added up, in order. */
  async months(db: Database, from: number, to: number): Promise<number[]> {
    const rows = await addedUpMonths(db)
      .select('startsAt')
      .distinct()
      .where('startsAt', '>=', from)
      .where('startsAt', '<', to)
      .orderBy('startsAt')
      .execute();
    return rows.map(({ startsAt }) => startsAt);
  },

  async hasMonth(db: Database, month: number, agentId: string): Promise<boolean> {
    const row = await db
      .selectFrom('turnRollups')
      .select('model')
      .where('grain', '=', 'month')
      .where('startsAt', '=', month)
      .where('agentId', '=', agentId)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  },

  /** With these agents' rows of a month goes the word that it is added up. */
  async deleteMonth(db: Database, month: number, agentIds: readonly string[]): Promise<void> {
    for (let done = 0; done < agentIds.length; done += agentsMax) {
      await db
        .deleteFrom('turnRollups')
        .where('grain', '=', 'month')
        .where('startsAt', '=', month)
        .where('agentId', 'in', [everyAgent, ...agentIds.slice(done, done + agentsMax)])
        .execute();
      await afterOthers();
    }
  },

  async deleteMonthsFrom(db: Database, month: number): Promise<void> {
    await db
      .deleteFrom('turnRollups')
      .where('grain', '=', 'month')
      .where('startsAt', '>=', month)
      .execute();
  },

  /** The next agent with any rows, in the order of ids; `null` behind the last. Begin with `everyAgent`. */
  async agentAfter(db: Database, agentId: string): Promise<string | null> {
    const row = await db
      .selectFrom('turnRollups')
      .select('agentId')
      .where('agentId', '>', agentId)
      .orderBy('agentId')
      .limit(1)
      .executeTakeFirst();
    return row?.agentId ?? null;
  },

  /** The time of the oldest one; `null` where there is none. */
  async oldest(db: Database, grain: TurnRollupRow['grain']): Promise<number | null> {
    const row = await db
      .selectFrom('turnRollups')
      .select('startsAt')
      .where('grain', '=', grain)
      .orderBy('startsAt')
      .limit(1)
      .executeTakeFirst();
    return row?.startsAt ?? null;
  },

  async deleteAt(db: Database, grain: TurnRollupRow['grain'], startsAt: number): Promise<void> {
    await db
      .deleteFrom('turnRollups')
      .where('grain', '=', grain)
      .where('startsAt', '=', startsAt)
      .execute();
  },
};

/** Rows of all agents together are a month's last. */
function addedUpMonths(db: Database) {
  return db
    .selectFrom('turnRollups')
    .where('grain', '=', 'month')
    .where('agentId', '=', everyAgent);
}

/** In the statement that reads them: between two, a turn that is recorded late may take a month away. */
function monthOrDays(db: Database, month: number) {
  const isAddedUp = addedUpMonths(db).select('startsAt').where('startsAt', '=', month);
  return sql<'month' | 'day'>`case when exists ${isAddedUp} then 'month' else 'day' end`;
}

/** PostgreSQL gives the sum of such numbers in a type that it hands over as text. */
function total(row: ExpressionBuilder<Tables, 'turnRollups'>, name: keyof TurnCounts) {
  return row.cast<number>(row.fn.sum(name), 'bigint').as(name);
}
