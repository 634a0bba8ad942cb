import type { AttemptRecord, TurnRecord } from '@jackfield/gateway-config';
import { unsavedRevision } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';
import { turnCountNames } from '../../store/turn-rollup-table.ts';
import { addLatencies, latencyText, noLatencies } from './latency-histogram.ts';

const midnight = Date.UTC(2026, 10, 24);
const minute = 60_000;
const hour = 60 * minute;

/** Times on both sides of a minute's, an hour's and a day's end, some of them the same. */
const times = [
  midnight - hour - 1,
  midnight - minute - 1,
  midnight - minute,
  midnight - 1,
  midnight - 1,
  midnight,
  midnight + minute - 1,
  midnight + minute,
  midnight + hour,
];

const [answered] = turnOf('agt_1').attempts as [AttemptRecord];
const failed: AttemptRecord = { ...answered, outcome: 'failed', failure: 'timeout' };

const kinds: Partial<TurnRecord>[] = [
  {},
  { heldOn: true, cachedTokens: 3, reasoningTokens: 2, firstTokenMs: 1_234.5 },
  { attempts: [failed, { ...answered, model: 'openai/second', cause: 'fallback' }] },
  { model: 'openai/second', attempts: [{ ...answered, outcome: 'lost' }] },
  { attempts: [failed, { ...answered, cause: 'hedge' }], promptTokens: 2_000_000_000 },
  { outcome: 'failed', errorCode: 'upstream_timeout', attempts: [failed], firstTokenMs: null },
  { outcome: 'left', revision: unsavedRevision },
  { model: null, attempts: [], skipped: [{ model: 'openai/second', reason: 'circuit_open' }] },
];

/** Each kind of turn at each time, of several agents and projects, in no order of time. */
const turns = Array.from({ length: 720 }, (_, index) => {
  const at = times[(index * 7) % times.length] ?? midnight;
  return turnOf(`agt_${index % 5}`, {
    startedAt: at,
    durationMs: 100 + index,
    ...(index % 3 === 0 ? { projectId: 'prj_other' } : {}),
    ...kinds[index % kinds.length],
  });
});

it('counts the same of a batch across minutes, hours and days as of each turn by itself', async () => {
  await using together = await startControlPlane({ clock: () => midnight });
  await using singly = await startControlPlane({ clock: () => midnight });
  for (const turn of turns) together.controlPlane.recordTurn(turn);
  await together.call('GET /turns?limit=1');
  for (const turn of turns.slice(0, 240)) {
    singly.controlPlane.recordTurn(turn);
    await singly.call('GET /turns?limit=1');
  }
  // In batches of several sizes too.
  for (let done = 240, size = 1; done < turns.length; done += size, size += 7) {
    for (const turn of turns.slice(done, done + size)) singly.controlPlane.recordTurn(turn);
    await singly.call('GET /turns?limit=1');
  }
  const rows = 'select * from turn_rollups order by grain, starts_at, agent_id, model, project_id';
  const counted = await together.sql(rows);
  expect(counted).toEqual(await singly.sql(rows));
  const sums =
    "select grain, sum(turns) as turns, count(distinct starts_at) as times from turn_rollups where agent_id <> '' group by grain order by grain";
  const numbers = (await together.sql(sums)).map((row) => [
    row['grain'],
    Number(row['turns']),
    Number(row['times']),
  ]);
  expect(numbers).toEqual([
    ['day', 720, 2],
    ['hour', 720, 4],
    ['minute', 720, 6],
  ]);
});

it('counts all agents together as what each of them counts', async () => {
  await using started = await startControlPlane({ clock: () => midnight });
  for (const [index, turn] of turns.entries()) {
    started.controlPlane.recordTurn(turn);
    if (index % 100 === 0) await started.call('GET /turns?limit=1');
  }
  await started.call('GET /turns?limit=1');
  const sums = (agents: string) =>
    started.sql(`select grain, starts_at, model, project_id, max(last_turn) as last,
      ${turnCountColumns.map((name) => `cast(sum(${name}) as text) as ${name}`).join(', ')},
      string_agg(first_tokens, '') as first_tokens
      from turn_rollups where ${agents} group by grain, starts_at, model, project_id
      order by grain, starts_at, model, project_id`);
  const together = await sums("agent_id = ''");
  const added = await sums("agent_id <> ''");
  expect(together.length).toBeGreaterThan(20);
  expect(together.map(withLatencies)).toEqual(added.map(withLatencies));
});

const turnCountColumns = turnCountNames.map((name) =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);

function withLatencies({ first_tokens: text, ...row }: Readonly<Record<string, unknown>>): object {
  const latencies = noLatencies();
  addLatencies(latencies, String(text));
  return { ...row, latencies: latencyText(latencies) };
}
