import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Log } from '../../options.ts';
import type { Catalogue } from './catalogue-entry.ts';
import { CatalogueProblem } from './catalogue-problem.ts';
import { dayOf, effectiveLifecycle } from './effective-lifecycle.ts';
import { loadCatalogue } from './load-catalogue.ts';
import type { CatalogueFiles } from './load-catalogue.ts';

export interface WatchOptions extends CatalogueFiles {
  readonly log: Log;
  /** Told after each reading that was taken, with the new catalogue; not of the first. */
  readonly onChange?: (catalogue: Catalogue) => void;
  /** Runs `run` once things have settled and gives a way to call it off; for tests. */
  readonly settle?: (run: () => void) => () => void;
}

export interface CatalogueSource {
  /** The last good catalogue, its lifecycles as they stand today. */
  current(): Catalogue;
  /** Why the newest files were refused, in one line; `null` when they were taken. */
  problem(): string | null;
  /** Reads the files again; `false` when they were refused and the last good one stays. */
  reload(): boolean;
  close(): void;
}

/** An editor writes a file in several steps, and several files may change together. */
const settleMs = 200;

/**
 * Reads the catalogue, throwing a `CatalogueProblem` if it is broken, and from then on keeps a good
 * one: a change on disk is taken when it is right, and otherwise only reported by `problem()`.
 */
export function watchCatalogue(options: WatchOptions): CatalogueSource {
  const { catalogDir, operatorCatalogFile, clock, log, onChange } = options;
  const settle = options.settle ?? afterQuiet;

  let loaded = loadCatalogue(options);
  let shown = { day: dayNumber(loaded.loadedAt), catalogue: loaded };
  let problem: string | null = null;
  let closed = false;

  const reload = (): boolean => {
    try {
      loaded = loadCatalogue(options);
    } catch (error) {
      // Whatever it is, turns go on with the catalogue they have.
      problem =
        error instanceof CatalogueProblem ? error.message : `can't be read: ${String(error)}`;
      log.warn({ problem }, 'The catalogue was not reloaded; the last good one stays.');
      return false;
    }
    problem = null;
    shown = { day: dayNumber(loaded.loadedAt), catalogue: loaded };
    log.info({ models: loaded.entries.length }, 'The catalogue was reloaded.');
    onChange?.(loaded);
    return true;
  };

  let callOff: () => void = () => {};
  const changed = (): void => {
    callOff();
    if (!closed) callOff = settle(reload);
  };

  const watchers = [
    watchFolder(catalogDir, (name) => /\.ya?ml$/.test(name), changed, log),
    watchFolder(
      dirname(operatorCatalogFile),
      (name) => name === basename(operatorCatalogFile),
      changed,
      log,
    ),
  ];

  return {
    current() {
      const now = clock();
      // Asked for every turn's price: a day's name costs more than the rest of it.
      const day = dayNumber(now);
      if (day !== shown.day) shown = { day, catalogue: onDay(loaded, dayOf(now)) };
      return shown.catalogue;
    },
    problem: () => problem,
    reload,
    close() {
      closed = true;
      callOff();
      for (const watcher of watchers) watcher?.close();
    },
  };
}

/** Of days since 1970 (UTC). */
function dayNumber(now: number): number {
  return Math.floor(now / 86_400_000);
}

function onDay(catalogue: Catalogue, day: string): Catalogue {
  return {
    ...catalogue,
    entries: catalogue.entries.map((entry) => ({
      ...entry,
      lifecycle: effectiveLifecycle(entry.lifecycle, day),
    })),
  };
}

/**
 * Folders are watched, not files: an editor that saves by renaming puts another file in the place
 * of the one that was watched. A mounted ConfigMap changes by exchanging a link called `..data`.
 */
function watchFolder(
  folder: string,
  isOurs: (name: string) => boolean,
  changed: () => void,
  log: Log,
): FSWatcher | null {
  const lost = (error: unknown): void => {
    log.warn({ folder, error: String(error) }, 'Changes of the catalogue are not seen any more.');
  };
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name === '..data' || isOurs(name)) changed();
    });
    return watcher.on('error', lost);
  } catch (error) {
    lost(error);
    return null;
  }
}

function afterQuiet(run: () => void): () => void {
  const timer = setTimeout(run, settleMs).unref();
  return () => clearTimeout(timer);
}
