/** Writes `catalog/schema.json` anew: `node scripts/write-catalog-schema.ts`, after a change of the schema. */
import { writeFileSync } from 'node:fs';
import { catalogueJsonSchema } from '../packages/control-plane/src/domain/catalogue/catalogue-json-schema.ts';

writeFileSync(new URL('../catalog/schema.json', import.meta.url), catalogueJsonSchema());
console.log('catalog/schema.json is up to date.');
