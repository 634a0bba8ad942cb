import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const hour = 3_600_000;
const day = 24 * hour;
const mini = 'openai/gpt-4o-mini';
const large = 'openai/gpt-4o';

/**
 * Turns of ten days up to `now` for three agents, busy by day and quiet by night, with a bad hour; the
 * same ones on every run but for the hour they end with.
 */
export function pastTurns(agentIds: readonly string[], now: number): object[] {
  const turns: object[] = [];
  const end = Math.floor(now / hour) * hour;
  for (let back = 10 * 24; back >= 0; back -= 1) {
    const startedAt = end - back * hour;
    const busy = 1 + Math.sin(((new Date(startedAt).getUTCHours() - 8) / 24) * 2 * Math.PI);
    for (const [at, agentId] of agentIds.entries()) {
      const many = Math.round((busy * 9) / (at + 1));
      for (let number = 0; number < many; number += 1) {
        turns.push(
          turn(agentId, startedAt + number * 1_000, (back * 31 + at * 7 + number * 13) % 100),
        );
      }
    }
  }
  return turns;
}

/** `lot` from 0 to 99 says what became of it. */
function turn(agentId: string, startedAt: number, lot: number): object {
  const isBad = lot > 92 || (lot > 60 && startedAt % day < hour);
  const firstTokenMs = 240 + lot * 4 + (lot > 95 ? 900 : 0);
  const usage = {
    promptTokens: 1_200 + lot * 10,
    cachedTokens: lot * 8,
    completionTokens: 60 + lot,
    reasoningTokens: lot % 20,
  };
  const nothing = {
    promptTokens: null,
    cachedTokens: null,
    completionTokens: null,
    reasoningTokens: null,
  };
  const attempt = {
    model: mini,
    provider: 'openai',
    upstreamModel: 'gpt-4o-mini',
    spanId: null,
    cause: 'choice',
    startedAt,
    durationMs: 900,
    firstTokenMs,
    outcome: 'answered',
    failure: null,
    errorCode: null,
    cacheWriteTokens: null,
    ...usage,
  };
  const failed = {
    ...attempt,
    ...nothing,
    firstTokenMs: null,
    outcome: 'failed',
    failure: 'overloaded',
    errorCode: 'upstream_overloaded',
  };
  const other = { ...attempt, model: large, upstreamModel: 'gpt-4o' };
  const about = { agentId, startedAt, durationMs: 900, streamed: true, ...usage };
  if (isBad && lot % 2 === 0) {
    const attempts = [failed, { ...other, cause: 'fallback' }];
    return { ...about, model: large, firstTokenMs: firstTokenMs + 200, attempts };
  }
  if (isBad) {
    const end = { outcome: 'failed', errorCode: 'upstream_overloaded', firstTokenMs: null };
    return { ...about, ...nothing, model: mini, ...end, attempts: [failed] };
  }
  if (lot > 88) {
    const attempts = [attempt, { ...other, ...nothing, cause: 'hedge', outcome: 'lost' }];
    return { ...about, model: mini, firstTokenMs, attempts };
  }
  if (lot > 86) {
    const attempts = [{ ...attempt, ...nothing, outcome: 'left' }];
    return { ...about, ...nothing, model: mini, outcome: 'left', firstTokenMs, attempts };
  }
  return { ...about, model: mini, firstTokenMs, attempts: [attempt] };
}

/** Records turns in a data folder that no program uses. */
export async function recordPastTurns(dataDir: string, turns: readonly object[]): Promise<void> {
  const script = new URL('../../control-plane/test/record-past-turns.ts', import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(script), dataDir], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(JSON.stringify(turns));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Recording past turns ended with ${code}`);
}
