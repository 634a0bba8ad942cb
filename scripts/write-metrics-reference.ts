/** Writes `docs/reference/metrics.md` anew: `node scripts/write-metrics-reference.ts`, after a change of a metric. */
import { writeFileSync } from 'node:fs';
import { metricsReference } from '../packages/jackfield/src/observe/prometheus/metrics-reference.ts';

const file = new URL('../docs/reference/metrics.md', import.meta.url);
writeFileSync(file, await metricsReference());
