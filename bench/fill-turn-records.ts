import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const agents = 20;
const models = 3;
const counts = 16;

interface Filling {
  /** Of the year before `now`, spread evenly: written as what they came to. */
  readonly turns: number;
  /** The newest of them are written one by one too. */
  readonly kept: number;
  readonly now: number;
}

/** Writes what so many turns leave in a store of the newest schema. No program may be using it. */
export function fillTurnRecords(file: string, { turns, kept, now }: Filling): void {
  const database = new DatabaseSync(file);
  database.exec('pragma synchronous = off');
  database.exec('begin');
  const perDay = turns / 365 / agents / models;
  fillRollups(database, 'day', day, 365, perDay, now);
  fillRollups(database, 'hour', hour, 100 * 24, perDay / 24, now);
  fillRollups(database, 'minute', minute, 2 * 24 * 60, perDay / 24 / 60, now);
  fillTurns(database, kept, (365 * day) / turns, now);
  database.exec('commit');
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

function fillRollups(
  database: DatabaseSync,
  grain: string,
  ms: number,
  times: number,
  turns: number,
  now: number,
): void {
  const places = Array.from({ length: 8 + counts }, () => '?').join(',');
  const insert = database.prepare(`insert or ignore into turn_rollups values (${places})`);
  const end = now - (now % ms);
  for (let time = 0; time < times; time += 1) {
    const startsAt = end - time * ms;
    const put = (agent: string, model: number, count: number): void => {
      insert.run(
        grain,
        startsAt,
        agent,
        `openai/bench-${model}`,
        'prj_bench',
        ...Array.from({ length: counts }, () => count),
        firstTokens(count),
        JSON.stringify({ at: new Date(startsAt).toISOString(), outcome: 'answered' }),
        0,
      );
    };
    for (let model = 0; model < models; model += 1) {
      let ofAll = 0;
      for (let agent = 0; agent < agents; agent += 1) {
        const whole = Math.floor(turns) + (Math.random() < turns % 1 ? 1 : 0);
        if (whole > 0) put(`agt_bench${agent}`, model, whole);
        ofAll += whole;
      }
      // Of all agents together.
      if (ofAll > 0) put('', model, ofAll);
    }
  }
}

/** As `latency-histogram.ts` writes them: about 150 ms to 2 s, most of them near 500 ms. */
function firstTokens(turns: number): string {
  const buckets = new Map<number, number>();
  for (let turn = 0; turn < turns; turn += 1) {
    const spread = Math.random() + Math.random() + Math.random() - 1.5;
    const doublings = Math.log2(500 * Math.exp(spread));
    const bucket = Math.floor(doublings - 4) * 16 + Math.floor(16 * 2 ** (doublings % 1));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return [...buckets].map(([bucket, count]) => `${bucket}:${count},`).join('');
}

function fillTurns(database: DatabaseSync, turns: number, everyMs: number, now: number): void {
  const columns =
    'request_id, project_id, agent_id, revision, started_at, duration_ms, first_token_ms, streamed, outcome, model, held_on, prompt_tokens, completion_tokens, repairs, skipped, attempts';
  const insert = database.prepare(
    `insert into turns (${columns}) values (?, 'prj_bench', ?, 1, ?, 900, 400, 1, ?, ?, 0, 200, 50, '[]', '[]', ?)`,
  );
  for (let turn = 0; turn < turns; turn += 1) {
    const startedAt = Math.floor(now - everyMs * (turn + 1));
    const hex = startedAt.toString(16).padStart(12, '0');
    const model = `openai/bench-${turn % models}`;
    const attempt = {
      model,
      cause: 'choice',
      startedAt,
      durationMs: 900,
      firstTokenMs: 400,
      outcome: 'answered',
      failure: null,
      errorCode: null,
      promptTokens: 200,
      cachedTokens: null,
      completionTokens: 50,
      reasoningTokens: null,
      cacheWriteTokens: null,
    };
    insert.run(
      `req_${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`,
      `agt_bench${turn % agents}`,
      startedAt,
      turn % 100 === 0 ? 'failed' : 'answered',
      model,
      JSON.stringify([attempt]),
    );
  }
}
