import { join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { moveStore, type Moved, type StoreEnd } from '@jackfield/control-plane';
import { postgresUrl } from '../configuration.ts';
import { openDataDir } from '../open-data-dir.ts';
import { readOptions } from '../read-options.ts';
import { printJson, say } from '../rest/print.ts';
import { runOnFiles } from '../run-on-files.ts';
import { UsageProblem } from '../usage-problem.ts';

const flags = {
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `jackfield migrate-store --from <data folder or URL> --to <URL or data folder>`: with no server on either. */
export async function migrateStore(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, flags, 0);
  const { from: fromText, to: toText, json = false } = values;
  if (fromText === undefined || toText === undefined) {
    throw new UsageProblem('migrate-store needs both --from and --to.');
  }
  return runOnFiles(async () => {
    const from = storeEnd('--from', fromText);
    const to = storeEnd('--to', toText);
    if (to.kind === 'folder') openDataDir(to.dataDir);
    const moved = await moveStore({
      from,
      to,
      clock: Date.now,
      onProgress: json ? () => {} : progress(),
    });
    if (json) printJson(moved);
    else sayMoved(moved, from, to);
    return 0;
  });
}

function storeEnd(flag: string, text: string): StoreEnd {
  return text.includes('://')
    ? { kind: 'postgres', url: postgresUrl(flag, text) }
    : { kind: 'folder', dataDir: resolve(text) };
}

/** A line a table, and another every second of a long one. */
function progress(): (table: string, rows: number) => void {
  let [current, saidAt] = ['', 0];
  return (table, rows) => {
    const now = Date.now();
    if (table === current && now - saidAt < 1_000) return;
    [current, saidAt] = [table, now];
    process.stderr.write(`${table}: ${rows} row(s)…\n`);
  };
}

function sayMoved({ rows, tables, audit, ...moved }: Moved, from: StoreEnd, to: StoreEnd): void {
  say(
    `Moved ${rows} rows of ${tables} tables from ${moved.from} to ${moved.to}, each counted again.`,
  );
  say(
    audit.broken === null
      ? `The audit chain is whole: ${audit.events} event(s).`
      : `The audit chain is broken at event ${audit.broken.seq}, as it was before: ${audit.broken.reason}`,
  );
  say(
    to.kind === 'postgres'
      ? 'Start it with JACKFIELD_DATABASE_URL set to that database, on every machine.'
      : `Start it with JACKFIELD_DATA_DIR=${to.dataDir} and without JACKFIELD_DATABASE_URL.`,
  );
  say(
    `It needs the master key it had (${moved.masterKeys.join(', ')}): credentials were moved sealed.`,
  );
  for (const name of from.kind === 'folder' ? ['master.key', 'catalog.yaml'] : []) {
    const file = join(from.kind === 'folder' ? from.dataDir : '', name);
    if (existsSync(file)) {
      say(`${file} is not part of the database: keep it, or take it to the other data folder.`);
    }
  }
  say('What it was moved from is as it was. Don’t start that again: the two would part.');
}
