/** Writes `docs/reference/failover.md` anew: `node scripts/write-failover-table.ts`, after a change of what a failure leads to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { failoverTable } from '../packages/gateway/src/turn/failover-table.ts';

const file = new URL('../docs/reference/failover.md', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, failoverTable());
console.log('docs/reference/failover.md is up to date.');
