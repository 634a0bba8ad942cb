import type { DialectAdapter } from 'kysely';
import type { Database } from './tables.ts';

const made = new WeakMap<DialectAdapter, Map<string, unknown>>();

/**
 * What `make` gave when it was first asked for under this name, for this kind of database: the text of
 * a statement, which costs more to build than the statement costs to run. The same name must always
 * be that of the same thing.
 */
export function once<Made>(db: Database, name: string, make: () => Made): Made {
  const { adapter } = db.getExecutor();
  let known = made.get(adapter);
  if (known === undefined) {
    known = new Map();
    made.set(adapter, known);
  }
  // Holds for both: a name is always that of the same thing.
  if (known.has(name)) return known.get(name) as Made;
  const one = make();
  known.set(name, one);
  return one;
}
