/** Writes `docs/reference/request-fields.md` anew: `node scripts/write-field-table.ts`, after a change of a provider. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fieldTable } from '../packages/gateway/src/providers/field-table.ts';
import { providers } from '../packages/gateway/src/providers/providers.ts';

const file = new URL('../docs/reference/request-fields.md', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, fieldTable([...providers.values()]));
console.log('docs/reference/request-fields.md is up to date.');
