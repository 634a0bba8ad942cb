import { sql } from 'kysely';
import type { Migration } from '../migrate.ts';
import type { Database } from '../tables.ts';

/** As they are called in the database at this step. */
const counts = [
  'turns',
  'failed',
  'abandoned',
  'fell_back',
  'attempts_failed',
  'retries',
  'fallbacks',
  'hedges_won',
  'hedges_lost',
  'hold_phrases',
  'prompt_tokens',
  'cached_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'cost',
  'unpriced',
  'unpriced_attempts',
];

/** Rows that count all agents together, of all that was counted before there were any. */
export const turnTotals: Migration = {
  number: 14,
  name: 'turn totals',
  async up(db) {
    const times = await sql<Time>`select distinct grain, starts_at from turn_rollups`.execute(db);
    for (const time of times.rows) {
      await addUp(db, time);
      await shortenHistograms(db, time);
    }
  },
};

interface Time {
  readonly grain: string;
  readonly startsAt: number;
}

async function addUp(db: Database, { grain, startsAt }: Time): Promise<void> {
  const names = sql.join(counts.map((name) => sql.ref(name)));
  const sums = sql.join(counts.map((name) => sql`sum(${sql.ref(name)})`));
  await sql`insert into turn_rollups
    (grain, starts_at, agent_id, model, project_id, ${names}, first_tokens, last_turn)
    select grain, starts_at, '', model, project_id, ${sums}, string_agg(first_tokens, ''), max(last_turn)
    from turn_rollups where grain = ${grain} and starts_at = ${startsAt}
    group by grain, starts_at, model, project_id`.execute(db);
}

/** Those of all agents stand one behind the other. */
async function shortenHistograms(db: Database, { grain, startsAt }: Time): Promise<void> {
  const totals = await sql<{ model: string; projectId: string; firstTokens: string }>`
    select model, project_id, first_tokens from turn_rollups
    where grain = ${grain} and starts_at = ${startsAt} and agent_id = ''`.execute(db);
  for (const { model, projectId, firstTokens } of totals.rows) {
    await sql`update turn_rollups set first_tokens = ${shortened(firstTokens)}
      where grain = ${grain} and starts_at = ${startsAt} and agent_id = ''
      and model = ${model} and project_id = ${projectId}`.execute(db);
  }
}

/** Each bucket once, from `bucket:count,` again and again. */
function shortened(histograms: string): string {
  const sums = new Map<number, number>();
  for (const [, bucket, count] of histograms.matchAll(/(\d+):(\d+),/g)) {
    sums.set(Number(bucket), (sums.get(Number(bucket)) ?? 0) + Number(count));
  }
  const rising = [...sums].toSorted(([one], [other]) => one - other);
  return rising.map(([bucket, count]) => `${bucket}:${count},`).join('');
}
