import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { connectionOptions } from './postgres-pool.ts';

/** Its payload is the newest version, and only a hint: what counts is read from the tables. */
export const newsChannel = 'jackfield_config';

const askedEveryMs = 10_000;
const askedForMs = 5_000;
const againAfterMs = 250;
const endsWithinMs = 2_000;

/**
 * Calls `onNews` for every notification, and each time it has begun to listen (again), as some may
 * have been missed before. Tries for ever; the function that it gives ends it.
 */
export function listen(url: string, onNews: () => void): () => Promise<void> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const done = (async () => {
    while (!signal.aborted) {
      await listenOnce(url, onNews, signal);
      await wait(againAfterMs, null, { signal }).catch(() => {});
    }
  })();
  return async () => {
    stopped.abort();
    await done;
  };
}

/** Resolves once the connection has ended, however it did. */
async function listenOnce(url: string, onNews: () => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ ...connectionOptions(url), query_timeout: askedForMs });
  const ended = Promise.withResolvers<void>();
  const end = (): void => ended.resolve();
  client.on('error', end);
  client.on('end', end);
  client.on('notification', onNews);
  signal.addEventListener('abort', end);
  // A connection that a firewall forgot says nothing at all: only asking finds it out.
  const asking = setInterval(() => void client.query('select').catch(end), askedEveryMs).unref();
  try {
    await client.connect();
    await client.query(`listen ${newsChannel}`);
    onNews();
    await ended.promise;
  } catch {
    // The caller tries again; that the database is gone is told by whoever reads from it.
  } finally {
    clearInterval(asking);
    signal.removeEventListener('abort', end);
    // A broken connection may never say that it ended.
    await Promise.race([client.end().catch(() => {}), wait(endsWithinMs, null, { ref: false })]);
  }
}
