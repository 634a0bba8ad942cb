import { agentTable } from '../../store/agent-table.ts';
import type { Database } from '../../store/tables.ts';

const slugLengthMax = 63;

/** A free slug made of a name: `Reception Zürich` gives `reception-zurich`, the next one `…-2`. */
export async function slugFor(db: Database, name: string): Promise<string> {
  const base = slugOf(name);
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const slug = base.slice(0, slugLengthMax - suffix.length).replace(/-+$/, '') + suffix;
    if (!(await agentTable.slugTaken(db, slug))) return slug;
  }
}

function slugOf(name: string): string {
  const folded = name
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  // A name in another script leaves nothing, and `default` means "this key's agent" to callers.
  return folded === '' || folded === 'default' ? 'agent' : folded;
}
