// Writes docs/guides/capacity.md anew from bench/costs.json, which `npm run bench` leaves: `npm run capacity`.
import { writeFileSync } from 'node:fs';
import { capacityPage } from './capacity-page.ts';
import { readCosts } from './costs.ts';

writeFileSync(new URL('../docs/guides/capacity.md', import.meta.url), capacityPage(readCosts()));
process.stdout.write('docs/guides/capacity.md is up to date.\n');
