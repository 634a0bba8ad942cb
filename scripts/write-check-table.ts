/** Writes `docs/reference/checks.md` anew: `node scripts/write-check-table.ts`, after a change of a check. */
import { writeFileSync } from 'node:fs';
import { checkTable } from '../packages/byom/src/report/check-table.ts';
import { checks } from '../packages/byom/src/checks/checks.ts';

writeFileSync(new URL('../docs/reference/checks.md', import.meta.url), checkTable(checks));
console.log('docs/reference/checks.md is up to date.');
